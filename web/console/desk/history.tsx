import { useTranslation } from 'react-i18next';
import { Mark } from '../../shared/ui/mark.tsx';
import type { Entry } from './desk.ts';
import { useOutcomeWords } from './outcome-words.ts';

/** The last ten scans, and how to work without a mouse or without a keyboard. */
export const History = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const { t } = useTranslation(['console', 'common']);
  const wordsOf = useOutcomeWords();
  return (
    <section className="desk-history" aria-label={t('desk.history')}>
      <h2>{t('desk.history')}</h2>
      {entries.length === 0 ? <p className="desk-hint">{t('desk.historyEmpty')}</p> : null}
      <ol>
        {entries.map(({ id, barcode, outcome }) => {
          const { tone, title, due } = wordsOf(outcome);
          return (
            <li key={id} className={`desk-past desk-past-${tone}`}>
              <span>{title}</span>
              {due === undefined ? null : <span className="desk-soft">{t('common:due', { date: due })}</span>}
              <span className="desk-soft">
                <Mark>{barcode}</Mark>
              </span>
            </li>
          );
        })}
      </ol>
      <details>
        <summary>{t('desk.commands')}</summary>
        <p>{t('desk.commandText')}</p>
      </details>
    </section>
  );
};
