import { titleContent } from '../catalogue/bibliographic.ts';
import { type Copy, extractCopies, type CopyMapping as MarcMapping } from '../catalogue/marc/copies.ts';
import type { Problem } from '../catalogue/marc/problems.ts';
import type { ImportOutcome } from '../contracts/intake.ts';
import type { Title } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import type { FileRecord, Place } from './record-source.ts';

export type OutcomeProblem = ImportOutcome['problems'][number];
export type TitleContent = Pick<Title, 'brief' | 'sortTitle' | 'subjects' | 'series' | 'marc'>;

/** One record of the file, as far as it can be told without the library. */
export interface Wanted {
  readonly at: Place;
  readonly after: Place;
  readonly problems: readonly OutcomeProblem[];
  /** Undefined: refused, and the last problem says why. */
  readonly content: TitleContent | undefined;
  /** Bytes the title takes in the table, about. */
  readonly bytes: number;
  readonly copies: readonly Copy[];
}

/** A title with its keys, history and event beside it must stay well under the 400 KB of an item. */
const MAX_TITLE_BYTES = 300_000;
const MAX_PROBLEMS = 20;
const MAX_TEXT = 300;

/** What a report keeps of a problem: its code, and params short enough for a line. */
const told = ({ code, params }: Problem): OutcomeProblem => ({
  code,
  ...(params === undefined
    ? {}
    : {
        params: Object.fromEntries(
          Object.entries(params).map(([name, value]) => [
            name,
            typeof value === 'string' ? value.slice(0, MAX_TEXT) : value,
          ]),
        ),
      }),
});

/** The first problems of a record; a thousand damaged fields are one line more, not a thousand. */
export const shortened = (problems: readonly OutcomeProblem[]): OutcomeProblem[] =>
  problems.length <= MAX_PROBLEMS
    ? [...problems]
    : [
        ...problems.slice(0, MAX_PROBLEMS - 1),
        { code: 'more-problems', params: { count: problems.length - MAX_PROBLEMS + 1 } },
      ];

const storedBytes = (content: TitleContent): number => {
  const { marc, ...text } = content;
  return marc.length + Buffer.byteLength(JSON.stringify(text));
};

const contentOf = (record: Parameters<typeof titleContent>[0]): TitleContent | OutcomeProblem => {
  try {
    const content = titleContent(record);
    const bytes = storedBytes(content);
    if (bytes <= MAX_TITLE_BYTES) return content;
    return { code: 'record-too-large', params: { bytes, limit: MAX_TITLE_BYTES } };
  } catch (error) {
    if (error instanceof AppError && error.code === 'record-too-large')
      return { code: error.code, params: { ...error.params } };
    throw error;
  }
};

/** What is wanted of the library for one record of the file. */
export const wantedOf = (record: FileRecord, mapping: MarcMapping | undefined): Wanted => {
  const { outcome, at, after } = record;
  const problems = outcome.problems.map(told);
  const refused = { at, after, content: undefined, bytes: 0, copies: [] };
  if (outcome.status === 'refused') return { ...refused, problems: shortened(problems) };
  const content = contentOf(outcome.record);
  if ('code' in content) return { ...refused, problems: [...shortened(problems), content] };
  const untitled: OutcomeProblem[] = content.brief.title === '' ? [{ code: 'untitled' }] : [];
  return {
    at,
    after,
    content,
    bytes: storedBytes(content),
    problems: shortened([...problems, ...untitled]),
    copies: extractCopies(outcome.record, mapping),
  };
};
