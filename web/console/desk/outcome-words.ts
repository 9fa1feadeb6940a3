import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../shared/api/problem.ts';
import { useWords } from '../../shared/i18n/words.ts';
import type { Tone } from '../../shared/ui/notice.tsx';
import type { Outcome } from './desk.ts';

export interface OutcomeWords {
  readonly tone: Tone;
  readonly title: string;
  readonly lines: readonly string[];
  readonly due?: string;
}

const unknownTexts = {
  patron: 'unknownPatron',
  item: 'unknownItem',
  isbn: 'unknownIsbn',
  other: 'unknownOther',
} as const;

/** The sentence of an outcome and its tone: safe when done, look when something needs a look, act when refused. */
export const useOutcomeWords = (): ((outcome: Outcome) => OutcomeWords) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  return (outcome) => {
    switch (outcome.kind) {
      case 'patron': {
        const { patron } = outcome;
        const stopped = patron.blocked ? [t('desk.blocked')] : [];
        return stopped.length > 0
          ? { tone: 'look', title: t('desk.patronHere', { name: patron.name }), lines: stopped }
          : { tone: 'calm', title: t('desk.patronHere', { name: patron.name }), lines: [t('desk.scanBooks')] };
      }
      case 'lent':
        return {
          tone: 'safe',
          title: t('desk.lentOut', { title: outcome.loan.title }),
          lines: [
            t('desk.lentTo', { name: outcome.patron.name }),
            t('desk.loansNow', { count: outcome.loansNow, max: outcome.maxLoans }),
          ],
          due: words.date(outcome.loan.dueDate),
        };
      case 'renewed':
        return {
          tone: 'safe',
          title: t('desk.renewedTitle', { title: outcome.loan.title }),
          lines: [],
          due: words.date(outcome.loan.dueDate),
        };
      case 'returned': {
        const late = outcome.daysOver > 0;
        const who = outcome.borrower === undefined ? [] : [t('desk.fromWhom', { name: outcome.borrower.name })];
        return {
          tone: late ? 'look' : 'safe',
          title: t('desk.takenBack', { title: outcome.loan.title }),
          lines: [
            ...(late ? [t('desk.wasOver', { count: outcome.daysOver }), t('desk.lateShelf')] : [t('desk.inTime')]),
            ...who,
          ],
        };
      }
      case 'item': {
        const { item, brief, loan, borrower } = outcome.found;
        const title = t('desk.itemIs', { title: brief.title });
        if (item.binnedAt !== undefined) return { tone: 'look', title, lines: [t('desk.itemBinned')] };
        if (loan === undefined) return { tone: 'calm', title, lines: [t('desk.itemFree')] };
        const date = words.date(loan.dueDate);
        return {
          tone: 'look',
          title,
          lines: [
            borrower === undefined
              ? t('desk.itemOutNobody', { date })
              : t('desk.itemOut', { name: borrower.name, date }),
          ],
        };
      }
      case 'unknown':
        return {
          tone: 'act',
          title: t('desk.unknown', { barcode: outcome.found.barcode }),
          lines: [t(`desk.${unknownTexts[outcome.found.looksLike]}`)],
        };
      case 'undone':
        return {
          tone: 'calm',
          title: t('desk.undone'),
          lines: [
            t(outcome.undone === 'check-out' ? 'desk.undoneLoan' : 'desk.undoneReturn', { title: outcome.loan.title }),
          ],
        };
      case 'refused': {
        const problem = outcome.error instanceof ProblemError ? outcome.error : new ProblemError('internal', 0);
        if (problem.code === 'offline')
          return { tone: 'act', title: t('common:errors.offline'), lines: [t('common:errors.offlineNext')] };
        const next = words.next(problem.code, problem.params);
        return { tone: 'act', title: words.say(problem.code, problem.params), lines: next === undefined ? [] : [next] };
      }
    }
  };
};
