import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import type { PastEntry } from '../../../shared/contracts/record.ts';
import { useWords } from '../../shared/i18n/words.ts';

/** One entry of a past as a sentence, with when and why. */
export const PastLine = ({ entry }: { readonly entry: z.infer<typeof PastEntry> }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const actor = entry.actorName ?? (entry.actor.kind === 'system' ? t('past.library') : t('past.somebody'));
  return (
    <>
      <p>{words.say(entry.type, { ...entry.params, actor })}</p>
      <p className="past-when">
        <time dateTime={entry.at} title={words.full(entry.at)}>
          {words.moment(entry.at)}
        </time>
        {entry.version > 0 ? <span>{t('past.version', { version: entry.version })}</span> : null}
        {entry.batchId === undefined ? null : <span>{t('past.batch')}</span>}
        {entry.reason === undefined ? null : <span dir="auto">{t('past.reason', { reason: entry.reason })}</span>}
      </p>
    </>
  );
};
