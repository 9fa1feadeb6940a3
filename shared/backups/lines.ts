import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { itemFromJson } from '../aws/dynamo-json.ts';

const NEWLINE = 0x0a;
/** An item is at most 400 KB; base64 and JSON escapes cannot make more than this of it. */
const LONGEST_LINE = 4 * 1024 * 1024;

const Line = z.strictObject({ Item: z.unknown() });

export interface Row {
  /** The line in its file, from 1. */
  readonly line: number;
  readonly item: AttributeMap;
}

/** A line that is no item, or bytes that are no gzip. */
export class UnreadableFile extends Error {
  readonly line: number;
  constructor(line: number, options: ErrorOptions) {
    super('a data file cannot be read', options);
    this.line = line;
  }
}

const itemOf = (text: string): AttributeMap => itemFromJson(Line.parse(JSON.parse(text)).Item);

/**
 * Unpacks a data file of a full export and yields its items in groups, as they come; holds one chunk at a time.
 * Throws `UnreadableFile` at the first line that is no item and for bytes that are no whole gzip;
 * errors of the source itself are thrown as they are.
 */
export async function* rowsOf(packed: Readable): AsyncGenerator<readonly Row[]> {
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
      const rows: Row[] = [];
      let start = 0;
      for (let end = joined.indexOf(NEWLINE); end !== -1; end = joined.indexOf(NEWLINE, start)) {
        line += 1;
        if (end > start) rows.push({ line, item: itemOf(joined.toString('utf8', start, end)) });
        start = end + 1;
      }
      rest = joined.subarray(start);
      if (rest.length > LONGEST_LINE) throw new Error('a line is longer than an item can be');
      if (rows.length > 0) yield rows;
    }
    if (rest.length > 0) yield [{ line: line + 1, item: itemOf(Buffer.from(rest).toString('utf8')) }];
  } catch (error) {
    if (lost !== undefined) throw lost;
    throw new UnreadableFile(line, { cause: error });
  } finally {
    packed.destroy();
    unzip.destroy();
  }
}
