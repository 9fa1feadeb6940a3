import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { callNumberOf } from './call-number.ts';
import { parsePeople } from './people.ts';

const Person = z.strictObject({
  name: z.string().min(1),
  dates: z
    .string()
    .regex(/^(\d{3,4}\??)?-(\d{3,4})?$/)
    .optional(),
});

export const DemoPerson = z.strictObject({ ...Person.shape, original: Person.optional() });
export type DemoPerson = z.infer<typeof DemoPerson>;

export const DemoGenre = z.enum([
  'autobiography',
  'biography',
  'cookbook',
  'diary',
  'dictionary',
  'drama',
  'epic',
  'essays',
  'fables',
  'fairytales',
  'history',
  'humour',
  'letters',
  'nonfiction',
  'novel',
  'poetry',
  'stories',
  'travel',
]);
export type DemoGenre = z.infer<typeof DemoGenre>;

export const DemoTitle = z.strictObject({
  title: z.string().min(1),
  subtitle: z.string().min(1).optional(),
  /** How many characters of `title` a sort skips: 245's second indicator. */
  nonfiling: z.int().min(0).max(9),
  /** The title in its own script, where `title` is romanised. */
  original: z.string().min(1).optional(),
  people: z.array(DemoPerson).max(4),
  /** Of first publication; absent for works older than print and where sources disagree. */
  year: z.int().min(1450).max(1960).optional(),
  place: z.string().min(1).optional(),
  publisher: z.string().min(1).optional(),
  /** MARC language code. */
  language: z.string().regex(/^[a-z]{3}$/),
  dewey: z.string().regex(/^\d{3}(\.\d+)?$/),
  callNumber: z.string().min(1).max(40),
  genre: DemoGenre,
  audience: z.enum(['adult', 'child']),
  subjects: z.array(z.string().min(1)).min(1).max(5),
});
export type DemoTitle = z.infer<typeof DemoTitle>;

const folder = new URL('./titles/', import.meta.url);
const columns =
  'title subtitle nonfiling original authors year place publisher language dewey genre audience subjects'.split(' ');

function parseRow(line: string, where: string): DemoTitle {
  const cells = line.split('\t');
  if (cells.length !== columns.length) throw new Error(`${where}: ${cells.length} cells, expected ${columns.length}`);
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  const optional = (name: string) => (cell(name) === '' ? {} : { [name]: cell(name) });
  const people = parsePeople(cell('authors'));
  const read = DemoTitle.safeParse({
    title: cell('title'),
    ...optional('subtitle'),
    nonfiling: Number(cell('nonfiling')),
    ...optional('original'),
    people,
    ...(cell('year') === '' ? {} : { year: Number(cell('year')) }),
    ...optional('place'),
    ...optional('publisher'),
    language: cell('language'),
    dewey: cell('dewey'),
    callNumber: callNumberOf({
      dewey: cell('dewey'),
      entry: people[0]?.name ?? cell('title').slice(Number(cell('nonfiling'))),
      reference: cell('genre') === 'dictionary',
      child: cell('audience') === 'child',
    }),
    genre: cell('genre'),
    audience: cell('audience'),
    subjects: cell('subjects').split(';'),
  });
  if (!read.success) throw new Error(`${where}: ${z.prettifyError(read.error)}`);
  return read.data;
}

function parseFile(name: string): DemoTitle[] {
  const [header, ...lines] = readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n');
  if (header !== columns.join('\t')) throw new Error(`${name}: the first line does not name the expected columns`);
  return lines.map((line, index) => parseRow(line, `${name}:${index + 2}`));
}

/**
 * The demo library's titles, read from `titles/*.tsv` in the order of the file names.
 * Throws with file and line where a row does not fit the schema.
 */
export function loadDemoTitles(): DemoTitle[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  return files.sort().flatMap(parseFile);
}
