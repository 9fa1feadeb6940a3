import { AppError } from '../kernel/app-error.ts';

const TRIES = 4;

/**
 * Does an act at the desk that names no version: when the loan changed between reading and writing (renewed at home while
 * it is taken back here), the act is done again on what it is now, rather than refused for a race nobody can see.
 */
export const afresh = async <T>(act: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'stale-version' || tried === TRIES) throw error;
    }
  }
};
