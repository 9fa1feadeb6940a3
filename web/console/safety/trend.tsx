import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrendPoint } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { LineChart, type Mark } from './line-chart.tsx';

const marksOf = (points: readonly TrendPoint[], value: (point: TrendPoint) => number | undefined): Mark[] =>
  points.flatMap((point) => {
    const found = value(point);
    return found === undefined ? [] : [{ at: Date.parse(point.exportTime), value: found }];
  });

const Panels = ({ points }: { readonly points: readonly TrendPoint[] }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const sizes = marksOf(points, ({ kind, bytes }) => (kind === 'full' ? bytes : undefined));
  const rebuilds = marksOf(points, ({ proof }) =>
    proof?.kind === 'rebuilt' && proof.passed ? proof.seconds : undefined,
  );
  const day = (at: number): string => words.dayMonth(new Date(at).toISOString());
  const summaryOf = (marks: readonly Mark[], say: (value: number) => string) => {
    const [first] = marks;
    const last = marks.at(-1);
    return first === undefined || last === undefined
      ? { first: '', last: '', from: '', to: '' }
      : { first: say(first.value), last: say(last.value), from: day(first.at), to: day(last.at) };
  };
  return (
    <>
      <figure className="trend">
        <figcaption>{t('health.size')}</figcaption>
        <LineChart
          marks={sizes}
          summary={t('health.sizeSummary', summaryOf(sizes, words.bytes))}
          say={words.bytes}
          sayDay={day}
        />
      </figure>
      <figure className="trend">
        <figcaption>{t('health.restore')}</figcaption>
        {rebuilds.length === 0 ? (
          <p className="line-next">{t('health.restoreNone')}</p>
        ) : (
          <LineChart
            marks={rebuilds}
            summary={t('health.restoreSummary', summaryOf(rebuilds, words.duration))}
            say={words.duration}
            sayDay={day}
          />
        )}
      </figure>
    </>
  );
};

/** How large the copies become, and how long it would take to get the library back, with the table one key away. */
export const Trend = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const [asTable, setAsTable] = useState(false);
  const trend = useRead('safety.trend', {});
  const points = trend.data?.points;
  if (points === undefined)
    return (
      <Sheet title={t('health.trend')}>
        <Pending read={trend} rows={1} height={200} />
      </Sheet>
    );
  if (points.length < 2)
    return (
      <Sheet title={t('health.trend')}>
        <Empty title={t('health.trendNone')} />
      </Sheet>
    );
  return (
    <Sheet
      title={t('health.trend')}
      actions={
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('health.asChart') : t('health.asTable')}
        </Button>
      }
    >
      {asTable ? (
        <DataTable
          caption={t('health.trend')}
          head={[t('health.when'), t('health.kind'), t('health.records'), t('health.bytes'), t('health.rebuiltIn')]}
          rows={[...points].reverse().map(({ backupId, exportTime, kind, records, bytes, proof }) => ({
            key: backupId,
            cells: [
              words.moment(exportTime),
              t(`health.${kind}`),
              words.number(records),
              words.bytes(bytes),
              proof?.kind === 'rebuilt' && proof.passed ? words.duration(proof.seconds) : undefined,
            ],
          }))}
        />
      ) : (
        <Panels points={points} />
      )}
    </Sheet>
  );
};
