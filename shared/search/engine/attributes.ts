import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { SearchDocument } from './document.ts';
import { popularity } from './indexed-text.ts';

/** Stands for "no year"; outside the years a document may have. */
export const NO_YEAR = -32_768;
/** More different languages or formats than this share the label "other" rather than fail the build. */
const MAX_LABELS = 65_000;
const OTHER = 'other';

/** Numbers from labels, in order of appearance; 0 is "none". */
const labelled = () => {
  const numbers = new Map<string, number>([['', 0]]);
  return {
    numberOf(label: string): number {
      const known = numbers.get(label);
      if (known !== undefined) return known;
      if (numbers.size >= MAX_LABELS && label !== OTHER) return this.numberOf(OTHER);
      numbers.set(label, numbers.size);
      return numbers.size - 1;
    },
    labels: (): string[] => [...numbers.keys()],
  };
};

const bytesOf = (array: Float32Array | Int16Array | Uint16Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * Gathers what ranking, facets and sorts need of every row as one array each, indexed by row − FIRST_BASE_ROW: a
 * count over all hits of a search is then a loop over numbers instead of a query.
 */
export const attributeColumns = (rows: number) => {
  const popular = new Float32Array(rows);
  const years = new Int16Array(rows).fill(NO_YEAR);
  const languages = new Uint16Array(rows);
  const formats = new Uint16Array(rows);
  const languageLabels = labelled();
  const formatLabels = labelled();
  return {
    set(at: number, document: SearchDocument): void {
      popular[at] = popularity(document.quality);
      years[at] = document.year ?? NO_YEAR;
      languages[at] = languageLabels.numberOf(document.language ?? '');
      formats[at] = formatLabels.numberOf(document.format ?? '');
    },
    store(database: DatabaseSync): void {
      const insert = database.prepare('INSERT INTO attributes(name, type, labels, data) VALUES(?, ?, ?, ?)');
      insert.run('popularity', 'f32', '[]', bytesOf(popular));
      insert.run('year', 'i16', '[]', bytesOf(years));
      insert.run('language', 'u16', JSON.stringify(languageLabels.labels()), bytesOf(languages));
      insert.run('format', 'u16', JSON.stringify(formatLabels.labels()), bytesOf(formats));
    },
  };
};

const Row = z.object({ type: z.enum(['f32', 'i16', 'u16']), labels: z.string(), data: z.instanceof(Uint8Array) });
const Labels = z.array(z.string());

/** One attribute of all rows of the base: its numbers, and for labelled ones what the numbers stand for (0 is none). */
export type AttributeColumn = { values: ArrayLike<number>; labels: readonly string[] };

/** Reads an attribute of a base: `popularity`, `year`, `language` or `format`. Throws when the base has none by that name. */
export const readAttribute = (database: DatabaseSync, name: string): AttributeColumn => {
  const row = Row.parse(database.prepare('SELECT type, labels, data FROM attributes WHERE name = ?').get(name));
  // A copy of its own: SQLite's buffer need not begin at a multiple of the number's size.
  const data = new Uint8Array(row.data).buffer;
  const values = {
    f32: () => new Float32Array(data),
    i16: () => new Int16Array(data),
    u16: () => new Uint16Array(data),
  };
  return { values: values[row.type](), labels: Labels.parse(JSON.parse(row.labels)) };
};
