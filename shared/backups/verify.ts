import type { Readable } from 'node:stream';
import type { AttributeMap } from '../aws/attribute-value.ts';
import type { KeptBucket } from '../aws/kept-objects.ts';
import { BadExport, type ExportedFile } from './exported.ts';
import { changesOf, rowsOf, UnreadableFile } from './lines.ts';
import { measured, type Sums } from './measure.ts';

/** What a line of an export puts in place of what. A line of a full export takes nothing away. */
export interface Replaced {
  readonly before: AttributeMap | undefined;
  readonly after: AttributeMap | undefined;
}

async function* replacedIn(file: ExportedFile, packed: Readable): AsyncGenerator<readonly Replaced[]> {
  if (file.window === undefined)
    for await (const rows of rowsOf(packed)) yield rows.map(({ item }) => ({ before: undefined, after: item }));
  else yield* changesOf(packed);
}

/**
 * Reads an exported file to its end and holds it to its manifest: MD5, and for data the number of lines.
 * `each` sees every line. Throws `BadExport` naming the file.
 */
export const verifyFile = async (
  work: KeptBucket,
  file: ExportedFile,
  each: (lines: readonly Replaced[]) => Promise<void>,
): Promise<Sums> => {
  const opened = await work.open(file.key);
  if (opened === undefined) throw new BadExport('finding.file-missing', file.key);
  const { through, sums } = measured(opened.body);
  let items = 0;
  try {
    if (file.kind === 'data')
      for await (const rows of replacedIn(file, through)) {
        items += rows.length;
        await each(rows);
      }
    else for await (const _chunk of through);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new BadExport('finding.file-changed', file.key, { cause: error });
  }
  const found = sums();
  const wrong = found.md5 !== file.md5 || found.bytes !== opened.size || items !== (file.items ?? 0);
  if (wrong) throw new BadExport('finding.file-changed', file.key);
  return found;
};
