import './home.css';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
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
const WIDE = 700;
const NARROW = 340;
const HEIGHT = 200;
const TOP = 24;
const BASE = 168;

/** Two bars a day, filled and outlined, so that grey paper tells them apart; the numbers stand on the bars. */
const Bars = ({ week, summary }: { readonly week: readonly Day[]; readonly summary: string }) => {
  const words = useWords();
  // Drawn for the width it has, so that its letters keep their size on a phone.
  const width = useMediaQuery('(max-width: 40rem)') ? NARROW : WIDE;
  const rtl = document.documentElement.dir === 'rtl';
  const most = Math.max(1, ...week.flatMap(({ lent, returned }) => [lent, returned]));
  const slot = width / week.length;
  const bar = Math.min(34, slot / 3);
  const height = (count: number) => (count === 0 ? 0 : Math.max(3, ((BASE - TOP) * count) / most));
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary} className="week-chart">
      <line x1="0" x2={width} y1={BASE} y2={BASE} className="week-base" />
      {week.map(({ day, lent, returned }, index) => {
        const middle = slot * ((rtl ? week.length - 1 - index : index) + 0.5);
        const both = [
          { count: lent, x: middle - bar - 2, kind: 'lent' },
          { count: returned, x: middle + 2, kind: 'returned' },
        ];
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
                {count === 0 ? null : (
                  <text x={x + bar / 2} y={BASE - height(count) - 6} textAnchor="middle">
                    {words.number(count)}
                  </text>
                )}
              </g>
            ))}
            <text x={middle} y={HEIGHT - 10} textAnchor="middle">
              {words.weekday(day, 'short')}
            </text>
          </g>
        );
      })}
    </svg>
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
            ■ {t('home.lent')} □ {t('home.returned')}
          </p>
        </>
      )}
    </Sheet>
  );
};
