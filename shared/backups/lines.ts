import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { itemFromJson } from '../aws/dynamo-json.ts';

const NEWLINE = 0x0a;
/** An item is at most 400 KB; base64 and JSON escapes cannot make more than this of it. */
const LONGEST_LINE = 4 * 1024 * 1024;

const FullLine = z.strictObject({ Item: z.unknown() });
const ChangeLine = z.strictObject({
  Metadata: z.unknown(),
  Keys: z.unknown(),
  OldImage: z.unknown().optional(),
  NewImage: z.unknown().optional(),
});

export interface Row {
  /** The line in its file, from 1. */
  readonly line: number;
  readonly item: AttributeMap;
}

/** One key that changed in a window: what stood there before it, and what stands there at its end. */
export interface ChangedRow {
  readonly line: number;
  readonly keys: AttributeMap;
  readonly before: AttributeMap | undefined;
  readonly after: AttributeMap | undefined;
}

/** A line that is no item, or bytes that are no gzip. */
export class UnreadableFile extends Error {
  readonly line: number;
  constructor(line: number, options: ErrorOptions) {
    super('a data file cannot be read', options);
    this.line = line;
  }
}

const rowOf = (line: number, text: string): Row => ({
  line,
  item: itemFromJson(FullLine.parse(JSON.parse(text)).Item),
});

const changedRowOf = (line: number, text: string): ChangedRow => {
  const { Keys, OldImage, NewImage } = ChangeLine.parse(JSON.parse(text));
  return {
    line,
    keys: itemFromJson(Keys),
    before: OldImage === undefined ? undefined : itemFromJson(OldImage),
    after: NewImage === undefined ? undefined : itemFromJson(NewImage),
  };
};

/** Unpacks a data file of a full export and yields its items in groups, as they come. Throws as `linesOf` does. */
export const rowsOf = (packed: Readable): AsyncGenerator<readonly Row[]> => linesOf(packed, rowOf);

/** The same of a file of changes. */
export const changesOf = (packed: Readable): AsyncGenerator<readonly ChangedRow[]> => linesOf(packed, changedRowOf);

/**
 * Unpacks a file of lines and yields what they say in groups; holds one chunk at a time.
 * Throws `UnreadableFile` at the first line that is not of the kind and for bytes that are no whole gzip;
 * errors of the source itself are thrown as they are.
 */
async function* linesOf<T>(packed: Readable, of: (line: number, text: string) => T): AsyncGenerator<readonly T[]> {
  const unzip = createGunzip();
  let lost: unknown = packed.errored ?? undefined;
  if (lost !== undefined) throw lost;
  packed.once('error', (error) => {
    lost = error;
    unzip.destroy(error);
  });
  packed.pipe(unzip);
  let line = 0;
  let rest: Uint8Array = Buffer.alloc(0);
  try {
    for await (const chunk of unzip.iterator()) {
      const bytes: Uint8Array = chunk;
      const joined = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
      const rows: T[] = [];
      let start = 0;
      for (let end = joined.indexOf(NEWLINE); end !== -1; end = joined.indexOf(NEWLINE, start)) {
        line += 1;
        if (end > start) rows.push(of(line, joined.toString('utf8', start, end)));
        start = end + 1;
      }
      rest = joined.subarray(start);
      if (rest.length > LONGEST_LINE) throw new Error('a line is longer than an item can be');
      if (rows.length > 0) yield rows;
    }
    if (rest.length > 0) yield [of(line + 1, Buffer.from(rest).toString('utf8'))];
  } catch (error) {
    if (lost !== undefined) throw lost;
    throw new UnreadableFile(line, { cause: error });
  } finally {
    packed.destroy();
    unzip.destroy();
  }
}
