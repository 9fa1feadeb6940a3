import { Damage } from '../../shared/backups/reader.ts';
import { RestoreRefused } from '../../shared/backups/rebuild/source.ts';
import { UnreadableCopy } from '../../shared/backups/take-home/age-file.ts';
import { Refused } from './refused.ts';

/** Progress goes to stderr, so that stdout holds the result and nothing else. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

const wordsOf = (error: unknown): string => {
  if (error instanceof Refused || error instanceof RestoreRefused || error instanceof UnreadableCopy)
    return error.message;
  if (error instanceof Damage) {
    const where = error.line === undefined ? error.file : `${error.file}, line ${error.line}`;
    return error.code === 'finding.file-missing'
      ? `The backup is not whole: ${where} is missing. Nothing of it is used; take another backup (--backup ID, or --at MOMENT).`
      : `The backup is damaged: ${where} is not what was put away. Take another backup (--backup ID, or --at MOMENT).`;
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `${error.message}`;
  return `It did not work: ${error instanceof Error ? error.message : String(error)}`;
};

/**
 * Runs a command: one JSON object on stdout whatever happens, words on stderr, and the exit code says whether it went
 * well. A result may say `ok: false` itself; what was thrown becomes one.
 */
export const runCommand = async (
  name: string,
  usage: string,
  work: () => Promise<{ readonly ok: boolean } & Readonly<Record<string, unknown>>>,
): Promise<void> => {
  const began = Date.now();
  const done = (result: { readonly ok: boolean } & Readonly<Record<string, unknown>>): void => {
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ command: name, ...result, seconds })}\n`);
    process.exitCode = result.ok ? 0 : 1;
  };
  try {
    done(await work());
  } catch (error) {
    const problem = wordsOf(error);
    say(problem);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) say(usage);
    done({ ok: false, problem });
  }
};
