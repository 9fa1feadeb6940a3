import '@mantine/core/styles/Tabs.css';
import '../parts/form.css';
import '../time-machine/time-machine.css';
import { Tabs } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Waiting } from '../../shared/ui/waiting.tsx';
import { BatchPicker } from '../time-machine/batch-picker.tsx';
import { MomentPicker } from '../time-machine/moment-picker.tsx';
import { PersonPicker } from '../time-machine/person-picker.tsx';
import { useLibraryClock } from '../time-machine/use-zone.ts';
import { TimeMachineSearch, ways } from '../time-machine/ways.ts';

const Search = z.object(TimeMachineSearch);

/** What went wrong, in the words of somebody who just found out; each leads to a preview that changes nothing. */
export const TimeMachinePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const { way, ...start } = Search.parse(useSearch({ strict: false }));
  const clock = useLibraryClock();
  return (
    <Page title={t('recovery.title')} lead={t('recovery.lead')}>
      <Sheet>
        <Tabs
          value={way}
          keepMounted={false}
          onChange={(next) => {
            const { data } = TimeMachineSearch.way.safeParse(next);
            if (data !== undefined) void go({ to: '/time-machine', search: { way: data }, replace: true });
          }}
        >
          <Tabs.List aria-label={t('recovery.ways')}>
            {ways.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`recovery.way.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {ways.map((one) => (
            <Tabs.Panel key={one} value={one} pt="md">
              <p className="way-lead">{t(`recovery.wayText.${one}`)}</p>
              {clock === undefined ? <Waiting rows={3} /> : null}
              {clock !== undefined && one === 'moment' ? <MomentPicker clock={clock} start={start.at} /> : null}
              {clock !== undefined && one === 'person' ? <PersonPicker clock={clock} start={start} /> : null}
              {clock !== undefined && one === 'batch' ? <BatchPicker clock={clock} /> : null}
              {one === 'record' ? (
                <p className="form-steps">
                  <Link to="/titles" search={{ q: '' }}>
                    {t('recovery.findTitle')}
                  </Link>
                  <Link to="/patrons">{t('recovery.findPatron')}</Link>
                  <Link to="/bin">{t('recovery.seeBin')}</Link>
                </p>
              ) : null}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Sheet>
    </Page>
  );
};
