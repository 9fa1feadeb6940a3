import type { SearchDocument } from './document.ts';
import { SearchError } from './errors.ts';
import { decodeEntry } from './log.ts';
import type { OpenIndex } from './open-index.ts';
import type { LogEntry, LogPage, ReaderPorts } from './ports.ts';

type CatchUpPorts = Pick<ReaderPorts, 'fetchLog' | 'report'>;

const gap = (index: OpenIndex, why: string): SearchError =>
  new SearchError('log-gap', `Search base ${index.baseId} cannot be brought up to date: ${why}`);

const checkFollows = (index: OpenIndex, page: LogPage): void => {
  const position = index.position();
  if (page.logId !== index.logId) throw gap(index, 'the log was begun anew');
  if (page.head < position) throw gap(index, `the log ends at ${page.head}, before ${position}`);
  if (page.head > position && page.entries.length === 0) throw gap(index, `nothing follows ${position}`);
  for (const [nth, entry] of page.entries.entries()) {
    if (entry.position !== position + 1 + nth) throw gap(index, `${position + 1 + nth} is missing`);
  }
};

/** One unreadable entry costs one title its newest words, until the next base; it does not cost everybody the search. */
const decode = (ports: CatchUpPorts, index: OpenIndex, entry: LogEntry): SearchDocument[] => {
  try {
    return [decodeEntry(entry.bytes)];
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const { baseId } = index;
    ports.report({ code: 'log-entry-corrupt', detail: error.message, baseId, position: entry.position });
    return [];
  }
};

/**
 * Applies the log up to the head it had when first asked (a busy log would never end). Returns how many entries could not
 * be read. Throws `log-gap` when the log cannot lead this base to now, and whatever `fetchLog` rejects with.
 */
export const catchUp = async (ports: CatchUpPorts, index: OpenIndex): Promise<number> => {
  let unreadable = 0;
  let goal: number | undefined;
  while (goal === undefined || index.position() < goal) {
    const page = await ports.fetchLog(index.position());
    checkFollows(index, page);
    goal ??= page.head;
    const last = page.entries.at(-1);
    if (last === undefined) break;
    const documents = page.entries.flatMap((entry) => decode(ports, index, entry));
    unreadable += page.entries.length - documents.length;
    index.apply(documents, last.position);
  }
  return unreadable;
};
