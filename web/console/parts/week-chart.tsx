import './home.css';
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Sheet } from '../../shared/ui/page.tsx';

interface Day {
  readonly day: string;
  readonly lent: number;
  readonly returned: number;
}
/** Until the page has been laid out. */
const USUAL = 700;
const HEIGHT = 200;
const TOP = 24;
const BASE = 168;
const GAP = 4;

/** Two bars a day, filled and outlined, so that grey paper tells them apart; the numbers stand on the bars. */
const Bars = ({ week, summary }: { readonly week: readonly Day[]; readonly summary: string }) => {
  const words = useWords();
  // Drawn for the width it has, so that its letters keep their size everywhere.
  // A new width is a new drawing: shapes that are moved would slide there, and their labels would not.
  const { ref, width: measured } = useElementSize();
  const width = Math.round(measured) || USUAL;
  const rtl = document.documentElement.dir === 'rtl';
  const most = Math.max(1, ...week.flatMap(({ lent, returned }) => [lent, returned]));
  const slot = width / week.length;
  const bar = Math.min(34, slot / 3);
  const height = (count: number) => Math.max(3, ((BASE - TOP) * count) / most);
  return (
    <div ref={ref}>
      <svg key={width} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary} className="week-chart">
        <line x1="0" x2={width} y1={BASE} y2={BASE} className="week-base" />
        {week.map(({ day, lent, returned }, index) => {
          const middle = slot * ((rtl ? week.length - 1 - index : index) + 0.5);
          // A bar alone stands over its day; two stand side by side, the first one first in the page's own direction.
          const there = [
            { count: lent, kind: 'lent' },
            { count: returned, kind: 'returned' },
          ].filter(({ count }) => count > 0);
          const both = (rtl ? there.reverse() : there).map((one, at) => ({
            ...one,
            x: middle - (there.length * bar + (there.length - 1) * GAP) / 2 + at * (bar + GAP),
          }));
          return (
            <g key={day}>
              {both.map(({ count, x, kind }) => (
                <g key={kind}>
                  <rect
                    className={`week-${kind}`}
                    x={x}
                    y={BASE - height(count)}
                    width={bar}
                    height={height(count)}
                    rx="2"
                  />
                  <text x={x + bar / 2} y={BASE - height(count) - 6} textAnchor="middle">
                    {words.number(count)}
                  </text>
                </g>
              ))}
              <text x={middle} y={HEIGHT - 10} textAnchor="middle">
                {words.weekday(day, 'short')}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
};

/** The week at the desk as bars, with the table one key away. */
export const WeekChart = ({ week }: { readonly week: readonly Day[] }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const [asTable, setAsTable] = useState(false);
  const lent = week.reduce((sum, day) => sum + day.lent, 0);
  const returned = week.reduce((sum, day) => sum + day.returned, 0);
  const summary = t('home.weekSummary', { lent: words.number(lent), returned: words.number(returned) });
  if (lent + returned === 0)
    return (
      <Sheet title={t('home.week')}>
        <Empty title={t('home.weekEmpty')} />
      </Sheet>
    );
  return (
    <Sheet
      title={t('home.week')}
      actions={
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('home.asChart') : t('home.asTable')}
        </Button>
      }
    >
      <p>{summary}</p>
      {asTable ? (
        <DataTable
          caption={t('home.week')}
          head={[t('home.day'), t('home.lent'), t('home.returned')]}
          rows={week.map(({ day, ...counts }) => ({
            key: day,
            cells: [words.weekday(day, 'long'), words.number(counts.lent), words.number(counts.returned)],
          }))}
        />
      ) : (
        <>
          <Bars week={week} summary={summary} />
          <p className="week-key" aria-hidden="true">
            <span className="week-key-lent" /> {t('home.lent')} <span className="week-key-returned" />{' '}
            {t('home.returned')}
          </p>
        </>
      )}
    </Sheet>
  );
};
