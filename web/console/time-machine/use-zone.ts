import { useWords } from '../../shared/i18n/words.ts';
import { useRead } from '../api.ts';

export interface LibraryClock {
  /** IANA. */
  readonly zone: string;
  /** "yesterday 17:40", as the clock in the library showed it. */
  readonly moment: (instant: string) => string;
}

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The clock of the library's first branch, which is not always that of this computer; undefined until it is known. */
export const useLibraryClock = (): LibraryClock | undefined => {
  const words = useWords();
  const branches = useRead('branch.list', {});
  if (branches.data === undefined && branches.error === null) return undefined;
  const zone = branches.data?.rows[0]?.zone ?? here();
  return { zone, moment: (instant) => words.momentIn(instant, zone) };
};
