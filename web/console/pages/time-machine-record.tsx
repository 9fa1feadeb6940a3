import '../title/past.css';
import '../parts/form.css';
import '../time-machine/time-machine.css';
import { Button } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { RecoverableEntity } from '../../../shared/contracts/recovery.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending, Waiting } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { useMay } from '../session.ts';
import { instantAt, type WallTime, wallTimeOf } from '../time-machine/local-time.ts';
import { ThenNow } from '../time-machine/then-now.tsx';
import { usePlan } from '../time-machine/use-plan.ts';
import { type LibraryClock, useLibraryClock } from '../time-machine/use-zone.ts';
import { WallTimeFields } from '../time-machine/wall-time-fields.tsx';

const Params = z.object({ entity: RecoverableEntity, recordId: z.string() });
const Search = z.object({ at: z.string() });

/** Another moment of the same record. */
const OtherMoment = ({
  at,
  clock,
  onChoose,
}: {
  readonly at: string;
  readonly clock: LibraryClock;
  readonly onChoose: (at: string) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [wall, setWall] = useState<WallTime>(() => wallTimeOf(at, clock.zone));
  useEffect(() => setWall(wallTimeOf(at, clock.zone)), [at, clock.zone]);
  const chosen = instantAt(wall, clock.zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== undefined) onChoose(chosen);
  };
  return (
    <form className="other-moment" onSubmit={submit}>
      <WallTimeFields
        legend={t('recovery.otherMoment', { zone: clock.zone })}
        value={wall}
        onChange={setWall}
        error={chosen === undefined ? t('recovery.noTime') : undefined}
      />
      <Button type="submit" variant="default" disabled={chosen === undefined}>
        {t('recovery.show')}
      </Button>
    </form>
  );
};

const Both = ({ at, clock }: { readonly at: string; readonly clock: LibraryClock }) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const { entity, recordId } = Params.parse(useParams({ strict: false }));
  const both = useRead('recovery.record', { entity, recordId, at });
  const plan = usePlan();
  if (both.data === undefined) return <Pending read={both} rows={3} height={100} />;
  const { was, now, fields } = both.data;
  const differs = fields.some((field) => field.was !== field.now) || was?.inBin !== now?.inBin;
  const mayAsk = may('recovery.restore');
  return (
    <>
      {plan.error === null ? null : <ErrorNotice error={plan.error} />}
      <ThenNow
        both={both.data}
        clock={clock}
        {...(mayAsk && was !== undefined && now !== undefined && !now.inBin
          ? { onPutBack: (field: string) => plan.ask({ kind: 'fields', entity, id: recordId, fields: [field], at }) }
          : {})}
      />
      {mayAsk && differs ? (
        <div className="form-steps">
          <Button
            loading={plan.pending}
            onClick={() => plan.ask({ kind: 'records', records: [{ entity, id: recordId }], at })}
          >
            {t('recovery.putRecordBack')}
          </Button>
          <span className="page-lead">{t('recovery.previewFirst')}</span>
        </div>
      ) : null}
    </>
  );
};

/** One record as it was at a moment, beside what it is now. */
export const TimeMachineRecordPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const clock = useLibraryClock();
  const { entity, recordId } = Params.parse(useParams({ strict: false }));
  const { at } = Search.parse(useSearch({ strict: false }));
  return (
    <Page
      title={t('recovery.recordTitle', { kind: t(`recovery.entity.${entity}`) })}
      lead={clock === undefined ? undefined : t('recovery.recordLead', { when: clock.moment(at) })}
      actions={
        <>
          {entity === 'title' ? (
            <Link to="/titles/$titleId" params={{ titleId: recordId }} search={{ tab: 'past' }}>
              {t('recovery.toTitle')}
            </Link>
          ) : null}
          {entity === 'patron' ? (
            <Link to="/patrons/$patronId" params={{ patronId: recordId }}>
              {t('desk.seePatron')}
            </Link>
          ) : null}
        </>
      }
    >
      {clock === undefined ? (
        <Waiting rows={2} />
      ) : (
        <Sheet>
          <OtherMoment
            at={at}
            clock={clock}
            onChoose={(next) =>
              void go({
                to: '/time-machine/records/$entity/$recordId',
                params: { entity, recordId },
                search: { at: next },
              })
            }
          />
          <Both at={at} clock={clock} />
        </Sheet>
      )}
    </Page>
  );
};
