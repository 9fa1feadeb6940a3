import type { ChangeContext } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import type { CopyMapping as MarcMapping } from '../catalogue/marc/copies.ts';
import { buildChunk, type Chunk, type CopyRules, type ImportState } from './build-chunk.ts';
import { type Decided, decideCopies } from './decide-copies.ts';
import { createPacker, type Piece } from './pack.ts';
import type { FileRecord } from './record-source.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** Records whose barcodes are looked up together. */
const AT_ONCE = 50;

async function* inGroups(records: AsyncIterable<FileRecord>, mapping: MarcMapping | undefined) {
  let group: Wanted[] = [];
  for await (const record of records) {
    group.push(wantedOf(record, mapping));
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

const loadOf = ({ wanted, begun, copies }: Decided) => ({
  hasTitle: wanted.content !== undefined,
  isBegun: begun !== undefined,
  copies: copies.length,
  bytes: wanted.bytes,
});

export interface ChunkParts {
  readonly system: Pick<System, 'dynamo' | 'tables' | 'keyring'>;
  readonly change: () => ChangeContext;
  readonly mapping: MarcMapping | undefined;
  readonly rules: CopyRules;
}

/** The transactions of an import, in the order of the file, from where it stands on. Reads; writes nothing. */
export async function* importChunks(
  parts: ChunkParts,
  records: AsyncIterable<FileRecord>,
  from: ImportState,
): AsyncGenerator<Chunk> {
  const packer = createPacker<Decided>(loadOf);
  const claimed = new Set<string>();
  let state = from;
  let { begun } = from.cursor;
  const built = (pieces: readonly Piece<Decided>[]): Chunk => {
    const chunk = buildChunk(parts.change(), pieces, state, parts.rules);
    state = chunk.next;
    return chunk;
  };
  for await (const group of inGroups(records, parts.mapping)) {
    for (const decided of await decideCopies(parts.system, group, claimed, begun))
      for (const pieces of packer.put(decided)) yield built(pieces);
    begun = undefined;
  }
  for (const pieces of packer.rest()) yield built(pieces);
}
