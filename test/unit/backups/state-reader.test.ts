import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackupFile, BackupManifest, manifestBytes, sha256Of } from '../../../shared/backups/manifest.ts';
import { Damage, type OpenVersion } from '../../../shared/backups/reader.ts';
import { readLayers, readState, stateFiles } from '../../../shared/backups/state-reader.ts';
import type { ChainLink } from '../../../shared/contracts/backups.ts';

type State = ReadonlyMap<string, number>;
const image = (name: string, n: number) => ({ PK: { S: name }, SK: { S: 'REC' }, n: { N: String(n) } });
const keysOf = (name: string) => ({ PK: { S: name }, SK: { S: 'REC' } });
const moment = (day: number) => new Date(Date.UTC(2026, 2, 1) + day * 86_400_000).toISOString();
const hex = (text: string) => createHash('sha256').update(text).digest('hex');

/** A bucket with a chain in it, one layer for each state after the first; each layer's windows as they are given. */
const chainOf = (first: State, layers: readonly (readonly State[])[]) => {
  const stored = new Map<string, Buffer>();
  const put = (key: string, bytes: Buffer) => {
    stored.set(key, bytes);
    return { key, versionId: 'v1', bytes: bytes.length, sha256: sha256Of(bytes) };
  };
  const data = (key: string, lines: readonly unknown[], window?: number): BackupFile => ({
    table: 'records',
    kind: 'data',
    items: lines.length,
    ...put(key, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))),
    ...(window === undefined ? {} : { window }),
  });
  const chain: ChainLink[] = [];
  let state = first;
  let hours = 0;
  let last = moment(0);
  const add = (layer: readonly State[] | undefined) => {
    const backupId = `01J${String(chain.length).padStart(23, '0')}`;
    const home = `daily/${backupId}/records`;
    const windows = (layer ?? []).map((_, index) => ({
      from: index === 0 ? last : moment((hours + index) / 24),
      to: moment((hours + index + 1) / 24),
    }));
    const files = (layer ?? []).flatMap((next, window) => {
      const names = [...new Set([...state.keys(), ...next.keys()])].filter(
        (name) => state.get(name) !== next.get(name),
      );
      const lines = names.map((name) => {
        const [before, after] = [state.get(name), next.get(name)];
        return {
          Metadata: { WriteTimestampMicros: { N: '1' } },
          Keys: keysOf(name),
          ...(before === undefined ? {} : { OldImage: image(name, before) }),
          ...(after === undefined ? {} : { NewImage: image(name, after) }),
        };
      });
      state = next;
      const half = Math.ceil(lines.length / 2);
      return [lines.slice(0, half), lines.slice(half)].map((part, at) =>
        data(`${home}/${window}/AWSDynamoDB/data/${at}.json.gz`, part, window),
      );
    });
    hours += (layer ?? []).length;
    const full = [...state].map(([name, n]) => ({ Item: image(name, n) }));
    const manifest = BackupManifest.parse({
      format: 'strongroom-backup-1',
      tool: { name: 'strongroom', version: '0.1.0' },
      schema: 1,
      backupId,
      kind: layer === undefined ? 'full' : 'incremental',
      class: 'daily',
      exportTime: moment(hours / 24),
      ...(layer === undefined ? {} : { window: { from: last, to: moment(hours / 24) }, windows, chain: [...chain] }),
      retainUntil: moment(40),
      lockMode: 'GOVERNANCE',
      counts: { records: state.size, items: { records: state.size, ledger: 0, keys: 0 } },
      digest: { algorithm: 'lthash16-shake128-sha256', value: hex(backupId), state: '' },
      files: layer === undefined ? [data(`${home}/AWSDynamoDB/x/data/0.json.gz`, full)] : files,
      vault: [],
    });
    last = manifest.exportTime;
    const bytes = Buffer.from(manifestBytes(manifest));
    const key = `daily/${backupId}/backup.json`;
    put(key, bytes);
    chain.push({ backupId, key, versionId: 'v1', hash: sha256Of(bytes) });
  };
  add(undefined);
  for (const layer of layers) add(layer);
  const opened: string[] = [];
  const open: OpenVersion = async (key) => {
    opened.push(key);
    const bytes = stored.get(key);
    return bytes === undefined ? undefined : Readable.from([bytes]);
  };
  const ref = chain.at(-1);
  if (ref === undefined) throw new Error('a chain without layers');
  return { open, opened, ref, stored, state, chain };
};

const read = async (open: OpenVersion, ref: ChainLink) => {
  const found: [string, number][] = [];
  for await (const rows of readState(open, await readLayers(open, ref), ['records']))
    for (const { item } of rows) found.push([item['PK']?.S ?? '', Number(item['n']?.N)]);
  return found.sort();
};
const damage = async (work: Promise<unknown>): Promise<Damage> => {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (!(error instanceof Damage)) throw new Error(`no damage: ${String(error)}`);
  return error;
};

const someState = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'ä', ''), fc.nat(3), { noNullPrototype: true })
  .map((all): State => new Map(Object.entries(all)));

describe('reading a backup made of changes', () => {
  it('gives the newest image of every item once, and none that was deleted', async () => {
    await fc.assert(
      fc.asyncProperty(
        someState,
        fc.array(fc.array(someState, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
        async (first, layers) => {
          const { open, ref, state } = chainOf(first, layers);
          expect(await read(open, ref)).toEqual([...state].sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  const example = () =>
    chainOf(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
      [
        [
          new Map([
            ['a', 2],
            ['b', 1],
          ]),
        ],
        [new Map([['a', 2]]), new Map([['c', 3]])],
      ],
    );

  it('reads newest changes first and leaves out, after a crash, the files that were taken already', async () => {
    const { open, opened, ref } = example();
    const layers = await readLayers(open, ref);
    const files = stateFiles(layers, ['records']);
    expect(files.map(({ window }) => window)).toEqual([1, 1, 0, 0, 0, 0, undefined]);
    opened.length = 0;
    const rest: unknown[] = [];
    const done = new Set(files.map(({ key }) => key));
    for await (const rows of readState(open, layers, ['records'], { done })) rest.push(...rows);
    expect(rest).toEqual([]);
    expect(opened).toEqual(files.slice(0, -1).map(({ key }) => key));
  });

  it('names the backup.json that was exchanged, left out, or put into another chain', async () => {
    const { open, ref, stored, chain } = example();
    const [full, middle] = chain;
    const text = stored.get(full?.key ?? '') ?? Buffer.alloc(0);
    stored.set(full?.key ?? '', Buffer.from(text.toString().replace('"records": 2', '"records": 3')));
    expect(await damage(read(open, ref))).toMatchObject({ code: 'finding.file-changed', file: full?.key });
    stored.delete(middle?.key ?? '');
    stored.set(full?.key ?? '', text);
    expect(await damage(read(open, ref))).toMatchObject({ code: 'finding.file-missing', file: middle?.key });
    const lying = (change: (manifest: BackupManifest) => BackupManifest) => {
      const own = BackupManifest.parse(JSON.parse((stored.get(ref.key) ?? Buffer.alloc(0)).toString()));
      const bytes = Buffer.from(manifestBytes(change(own)));
      const lies = chainOf(new Map(), []);
      for (const [key, value] of example().stored) lies.stored.set(key, value);
      lies.stored.set(ref.key, bytes);
      return damage(read(lies.open, { ...ref, hash: sha256Of(bytes) }));
    };
    const link = full === undefined ? [] : [full];
    expect(await lying((own) => ({ ...own, chain: link }))).toMatchObject({ file: ref.key });
    expect(await lying((own) => ({ ...own, windows: own.windows?.slice(1) }))).toMatchObject({ file: ref.key });
    expect(await lying(({ chain: _, ...own }) => own)).toMatchObject({ file: ref.key });
  });

  it('names the file and line of a key that changed twice in one window', async () => {
    const { open, ref, stored } = example();
    const manifest = BackupManifest.parse(JSON.parse((stored.get(ref.key) ?? Buffer.alloc(0)).toString()));
    const [file] = manifest.files.filter((each) => each.window === 1);
    const one = { Metadata: {}, Keys: keysOf('c'), NewImage: image('c', 3) };
    const bytes = gzipSync(`${JSON.stringify(one)}\n${JSON.stringify(one)}\n`);
    stored.set(file?.key ?? '', bytes);
    const files = manifest.files.map((each) =>
      each.key === file?.key ? { ...each, items: 2, bytes: bytes.length, sha256: sha256Of(bytes) } : each,
    );
    const rewritten = Buffer.from(manifestBytes({ ...manifest, files }));
    stored.set(ref.key, rewritten);
    const found = await damage(read(open, { ...ref, hash: sha256Of(rewritten) }));
    expect(found).toMatchObject({ code: 'finding.file-changed', file: file?.key, line: 2 });
  });
});
