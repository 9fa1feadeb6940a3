import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordMoment, RecordThenAndNow } from '../../../shared/contracts/recovery.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useFieldName } from './field-names.ts';
import type { LibraryClock } from './use-zone.ts';

const Side = ({
  heading,
  moment,
  absent,
  clock,
}: {
  readonly heading: string;
  readonly moment: RecordMoment | undefined;
  readonly absent: string;
  readonly clock: LibraryClock;
}) => {
  const { t } = useTranslation(['console', 'common']);
  return (
    <div className="side">
      <h3>{heading}</h3>
      {moment === undefined ? (
        <p>{absent}</p>
      ) : (
        <p>
          {t('recovery.became', {
            version: moment.version,
            name: moment.actorName ?? t('past.library'),
            when: clock.moment(moment.at),
          })}
          {moment.inBin ? ` ${t('recovery.wasInBin')}` : ''}
          {moment.reason === undefined ? '' : ` ${t('past.reason', { reason: moment.reason })}`}
        </p>
      )}
    </div>
  );
};

const Value = ({ text, differs }: { readonly text: string | undefined; readonly differs: boolean }) => {
  const { t } = useTranslation(['console', 'common']);
  if (text === undefined) return <i>{t('past.absent')}</i>;
  return (
    <span className="field-text" dir="auto">
      {differs ? <mark>{text}</mark> : text}
    </span>
  );
};

/** A record then and now side by side. What differs says so in words; what is equal is one key away. */
export const ThenNow = ({
  both,
  clock,
  onPutBack,
}: {
  readonly both: RecordThenAndNow;
  readonly clock: LibraryClock;
  /** Absent where the person may not, or nothing can be put back field by field. */
  readonly onPutBack?: ((field: string) => void) | undefined;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const fieldName = useFieldName(both.entity);
  const [all, setAll] = useState(false);
  const differing = both.fields.filter(({ was, now }) => was !== now);
  const shown = all ? both.fields : differing;
  const sign = (was: string | undefined, now: string | undefined): string => {
    if (was === now) return t('recovery.sign.same');
    if (was === undefined) return t('recovery.sign.came');
    return now === undefined ? t('recovery.sign.went') : t('recovery.sign.changed');
  };
  return (
    <>
      <div className="sides">
        <Side heading={t('recovery.was')} moment={both.was} absent={t('recovery.notThen')} clock={clock} />
        <Side heading={t('recovery.now')} moment={both.now} absent={t('recovery.notNow')} clock={clock} />
      </div>
      {differing.length === 0 ? (
        <Notice tone="safe" title={t('recovery.equal')} />
      ) : (
        <p>{t('recovery.differing', { count: differing.length })}</p>
      )}
      {both.fields.length === differing.length ? null : (
        <div>
          <Button variant="subtle" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? t('recovery.showDiffering') : t('recovery.showAll')}
          </Button>
        </div>
      )}
      {shown.length === 0 ? null : (
        <DataTable
          caption={t('recovery.thenAndNow')}
          head={[
            t('past.field'),
            t('recovery.difference'),
            t('recovery.was'),
            t('recovery.now'),
            ...(onPutBack === undefined ? [] : [t('title.actions')]),
          ]}
          rows={shown.map(({ name, was, now }) => ({
            key: name,
            cells: [
              fieldName(name),
              sign(was, now),
              <Value key="was" text={was} differs={was !== now} />,
              <Value key="now" text={now} differs={was !== now} />,
              was === now || onPutBack === undefined ? undefined : (
                <Button
                  key="back"
                  variant="subtle"
                  aria-label={t('recovery.putFieldBack', { name: fieldName(name) })}
                  onClick={() => onPutBack(name)}
                >
                  {t('past.putBack')}
                </Button>
              ),
            ],
          }))}
        />
      )}
    </>
  );
};
