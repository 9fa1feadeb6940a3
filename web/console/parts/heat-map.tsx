import './heat-map.css';
import { useTranslation } from 'react-i18next';
import type { SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';

type Day = SafetyHealth['days'][number];
type Kind = 'None' | 'Copy' | 'Proved' | 'Failed';
const signs: Readonly<Record<Kind, string>> = { None: '–', Copy: '•', Proved: '✓', Failed: '✗' };
const kinds: readonly Kind[] = ['Proved', 'Copy', 'Failed', 'None'];

const kindOf = ({ backups, proved, failed }: Day): Kind => {
  if (failed > 0) return 'Failed';
  if (proved > 0) return 'Proved';
  return backups > 0 ? 'Copy' : 'None';
};
/** Any Monday to Sunday: for the names of the days. */
const weekdays = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-06', '2024-01-07'];
/** Monday is 0. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** Five weeks at a glance: each day has a sign of its own beside its colour. */
export const HeatMap = ({ days }: { readonly days: readonly Day[] }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const first = days[0];
  return (
    <>
      <div className="heat heat-head" aria-hidden="true">
        {weekdays.map((day) => (
          <span key={day}>{words.weekday(day, 'short')}</span>
        ))}
      </div>
      <ol className="heat" aria-label={t('safety.calendar')}>
        {days.map((one) => {
          const kind = kindOf(one);
          const label = `${words.date(one.day)}: ${t(`safety.calendar${kind}`)}`;
          return (
            <li
              key={one.day}
              className={`heat-day heat-${kind.toLowerCase()}`}
              title={label}
              style={one === first ? { gridColumnStart: weekdayOf(one.day) + 1 } : undefined}
            >
              <span aria-hidden="true">
                <small>{Number(one.day.slice(8))}</small> {signs[kind]}
              </span>
              <span className="heat-words">{label}</span>
            </li>
          );
        })}
      </ol>
      <ul className="heat-legend" aria-label={t('safety.legend')}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span aria-hidden="true" className={`heat-day heat-${kind.toLowerCase()}`}>
              {signs[kind]}
            </span>{' '}
            {t(`safety.calendar${kind}`)}
          </li>
        ))}
      </ul>
    </>
  );
};
