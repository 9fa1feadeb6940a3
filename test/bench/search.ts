import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { unpackBase } from '../../shared/search/engine/base-file.ts';
import { buildBase } from '../../shared/search/engine/index-writer.ts';
import { decodeEntry, encodeEntry } from '../../shared/search/engine/log.ts';
import { openIndex } from '../../shared/search/engine/open-index.ts';
import { benchDocuments, benchQueries } from './search-corpus.ts';

const EDITS = 1000;
const EDITS_AT_ONCE = 5;

const percentile = (sorted: readonly number[], part: number): number =>
  Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(3));

const spread = (times: readonly number[]): { p50: number; p95: number; p99: number; max: number } => {
  const sorted = times.toSorted((one, other) => one - other);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
  };
};

const timed = async <T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> => {
  const began = performance.now();
  const result = await work();
  return { ms: Number((performance.now() - began).toFixed(2)), result };
};

/**
 * Builds a base of `titles` recombined titles, opens it cold, searches it, edits it, and searches again. Times in ms,
 * sizes in MB. The same titles and queries at every run.
 */
export const benchSearch = async ({ titles, queries = 2000 }: { titles: number; queries?: number }) => {
  const dir = await mkdtemp(join(tmpdir(), 'strongroom-bench-search-'));
  try {
    const build = await timed(() =>
      buildBase({ documents: benchDocuments(titles), id: 'bench', logId: 'bench', position: 0, dir }),
    );
    const { entry, path } = build.result;
    const raw = join(dir, 'open.db');
    const cold = await timed(async () => {
      await unpackBase(createReadStream(path), entry, raw);
      const index = openIndex(raw);
      index.search('history of england', 0, 20);
      return index;
    });
    const index = cold.result;
    const sample = [...benchDocuments(Math.min(titles, 5000))];
    const searchAll = async (): Promise<number[]> => {
      const times: number[] = [];
      for (const query of benchQueries(sample, queries)) times.push((await timed(() => index.search(query, 0, 20))).ms);
      return times;
    };
    const before = spread(await searchAll());
    const edited = sample.slice(0, EDITS).map((document) => ({ ...document, version: 2 }));
    const packed = edited.map(encodeEntry);
    const editTimes: number[] = [];
    for (let at = 0; at < packed.length; at += EDITS_AT_ONCE) {
      const batch = packed.slice(at, at + EDITS_AT_ONCE).map(decodeEntry);
      editTimes.push((await timed(() => index.apply(batch, at + batch.length))).ms / EDITS_AT_ONCE);
    }
    const after = spread(await searchAll());
    await index.close();
    return {
      titles,
      buildMs: build.ms,
      baseMB: { raw: entry.rawBytes / 1e6, zstd: entry.bytes / 1e6 },
      coldOpenMs: cold.ms,
      searchMs: before,
      editMs: spread(editTimes),
      logBytesPerEdit: Math.round(packed.reduce((sum, bytes) => sum + bytes.length, 0) / packed.length),
      searchAfterEditsMs: after,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
