import { isDeepStrictEqual } from 'node:util';
import type { AttributeMap } from '../aws/attribute-value.ts';
import type { BackupFile, BackupManifest, BackupTable } from './manifest.ts';
import {
  Damage,
  type ManifestRef,
  type OpenVersion,
  type ReadRow,
  readChanges,
  readFile,
  readManifest,
} from './reader.ts';

const damaged = (key: string): Damage => new Damage('finding.file-changed', key);

/** Whether the layers are one chain: a full backup, then changes, each from the moment of the one before. */
const holdTogether = (layers: readonly BackupManifest[], refs: readonly ManifestRef[]): void => {
  for (const [index, layer] of layers.entries()) {
    const key = refs[index]?.key ?? '';
    const before = layers[index - 1];
    if ((before === undefined) !== (layer.kind === 'full')) throw damaged(key);
    if (before === undefined) continue;
    const { window, windows = [], chain = [] } = layer;
    const moments = [before.exportTime, ...windows.map(({ to }) => to)];
    const starts = windows.map(({ from }) => from);
    const whole = isDeepStrictEqual(starts, moments.slice(0, -1)) && moments.at(-1) === layer.exportTime;
    const same = isDeepStrictEqual(
      chain.map(({ hash }) => hash),
      refs.slice(0, index).map(({ hash }) => hash),
    );
    const spans = window?.from === before.exportTime && window.to === layer.exportTime;
    if (windows.length === 0 || !whole || !same || !spans) throw damaged(key);
  }
};

/**
 * The manifests a backup is made of, oldest (the full one) first, itself last; each held to its hash, and all of them
 * to each other. Throws `Damage` naming the backup.json.
 */
export const readLayers = async (open: OpenVersion, ref: ManifestRef): Promise<readonly BackupManifest[]> => {
  const own = await readManifest(open, ref);
  const refs: ManifestRef[] = [...(own.chain ?? []), ref];
  const layers: BackupManifest[] = [];
  for (const link of refs) layers.push(link === ref ? own : await readManifest(open, link));
  holdTogether(layers, refs);
  return layers;
};

/**
 * The files that make up some tables as of the newest layer, in the order they have to be read: table by table, newest
 * changes first, the full backup last. Manifests of exports come with the data, since they are held to their sums, too.
 * Of `keys` only the newest layer counts: every backup holds all of them.
 */
export const stateFiles = (layers: readonly BackupManifest[], tables: readonly BackupTable[]): readonly BackupFile[] =>
  tables.flatMap((table) => {
    const used = table === 'keys' ? layers.slice(-1) : layers;
    return [...used].reverse().flatMap((layer) => {
      const files = layer.files.filter((file) => file.table === table);
      const newest = [...new Set(files.map(({ window }) => window ?? -1))].sort((a, b) => b - a);
      return newest.flatMap((window) => files.filter((file) => (file.window ?? -1) === window));
    });
  });

/** The keys that newer files have spoken of. It is as large as the changes of a chain, never as the library. */
export interface Seen {
  readonly keys: Map<string, string>;
}
export const newSeen = (): Seen => ({ keys: new Map() });

const keyOf = (item: AttributeMap): string => JSON.stringify([item['PK']?.S, item['SK']?.S]);

/** Which window of which export a file belongs to: in one, a key has one line. */
const windowOf = (file: BackupFile): string =>
  `${file.key.slice(0, file.key.indexOf(`/${file.table}/`))}:${file.window}`;

async function* readDelta(open: OpenVersion, file: BackupFile, seen: Seen): AsyncGenerator<readonly ReadRow[]> {
  const window = windowOf(file);
  for await (const rows of readChanges(open, file)) {
    const alive: ReadRow[] = [];
    for (const { line, keys, before, after } of rows) {
      const key = keyOf(keys);
      const foreign = [before, after].some((image) => image !== undefined && keyOf(image) !== key);
      const known = seen.keys.get(`${file.table} ${key}`);
      if (foreign || known === window) throw new Damage('finding.file-changed', file.key, line);
      if (known !== undefined) continue;
      seen.keys.set(`${file.table} ${key}`, window);
      if (after !== undefined) alive.push({ file, line, item: after });
    }
    yield alive;
  }
}

/**
 * One file of `stateFiles`, in its turn: the rows that no newer file has replaced or removed. A group may be empty.
 * Throws `Damage` naming file and line.
 */
export async function* readStateFile(
  open: OpenVersion,
  file: BackupFile,
  seen: Seen,
): AsyncGenerator<readonly ReadRow[]> {
  if (file.window !== undefined && file.kind === 'data') yield* readDelta(open, file, seen);
  else
    for await (const rows of readFile(open, file))
      yield seen.keys.size === 0 ? rows : rows.filter(({ item }) => !seen.keys.has(`${file.table} ${keyOf(item)}`));
}

export interface StateOptions {
  /** Keys of files whose rows are not wanted again, after a crash: changes are still read for their keys, the rest not at all. */
  readonly done?: ReadonlySet<string>;
}

/**
 * Every item of some tables as of the newest layer: its newest image, and none that was deleted. What every restore,
 * proof and copy reads. Only the keys of changes are held in memory.
 */
export async function* readState(
  open: OpenVersion,
  layers: readonly BackupManifest[],
  tables: readonly BackupTable[],
  options: StateOptions = {},
): AsyncGenerator<readonly ReadRow[]> {
  const seen = newSeen();
  for (const file of stateFiles(layers, tables)) {
    const done = options.done?.has(file.key) === true;
    if (done && file.window === undefined) continue;
    for await (const rows of readStateFile(open, file, seen)) if (!done && rows.length > 0) yield rows;
  }
}
