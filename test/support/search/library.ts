import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SearchDocument } from '../../../shared/search/engine/document.ts';
import { buildBase } from '../../../shared/search/engine/index-writer.ts';
import { encodeEntry } from '../../../shared/search/engine/log.ts';
import { type BaseEntry, type Manifest, withBase } from '../../../shared/search/engine/manifest.ts';
import type { LogEntry, ReaderPorts, SearchProblem } from '../../../shared/search/engine/ports.ts';

/**
 * The outside of a reader in memory and one temporary folder: a log, bases, a manifest and a clock that only moves when
 * told to or slept on. Faults are switched on by the tests.
 */
export const makeLibrary = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'strongroom-search-'));
  const log: LogEntry[] = [];
  const bases = new Map<string, Uint8Array>();
  const problems: SearchProblem[] = [];
  const asked = { log: 0, manifest: 0, base: 0, rebuild: 0 };
  const faults = { logDown: false, storeDown: false, manifestDown: false };
  const documents = new Map<string, SearchDocument>();
  let manifest: unknown;
  let clock = 0;
  let serial = 0;
  let logId = 'log-1';
  let trimmed = 0;
  let onSleep: () => void = () => undefined;

  const publishAt = async (source: Iterable<SearchDocument>, position: number): Promise<BaseEntry> => {
    serial += 1;
    const { entry, path } = await buildBase({ documents: source, id: `base-${serial}`, logId, position, dir });
    bases.set(entry.id, await readFile(path));
    await rm(path);
    manifest = withBase(isManifest(manifest) ? manifest : undefined, entry);
    return entry;
  };

  const ports: ReaderPorts = {
    async fetchManifest() {
      asked.manifest += 1;
      if (faults.manifestDown) throw new Error('manifest store down');
      return manifest;
    },
    async fetchBase(id) {
      asked.base += 1;
      if (faults.storeDown) throw new Error('object store down');
      const bytes = bases.get(id);
      return bytes === undefined ? undefined : chunksOf(bytes);
    },
    async fetchLog(after) {
      asked.log += 1;
      if (faults.logDown) throw new Error('log down');
      const entries = log.filter((entry) => entry.position > Math.max(after, trimmed)).slice(0, 100);
      return { logId, head: log.length, entries };
    },
    report: (problem) => problems.push(problem),
    tmpDir: join(dir, 'open'),
    now: () => clock,
    async sleep(milliseconds) {
      clock += milliseconds;
      onSleep();
    },
  };

  return {
    dir,
    ports,
    log,
    bases,
    problems,
    asked,
    faults,
    /** The same ports with a rebuild from all documents ever appended and not deleted. */
    withRebuild: (): ReaderPorts => ({
      ...ports,
      async rebuild() {
        asked.rebuild += 1;
        await publishAt(documents.values(), log.length);
      },
    }),
    append(...added: SearchDocument[]): number {
      for (const document of added) {
        documents.set(document.titleId, document);
        log.push({ position: log.length + 1, bytes: encodeEntry(document) });
      }
      return log.length;
    },
    /** Builds and publishes a base of everything appended so far. */
    publish: (): Promise<BaseEntry> => publishAt(documents.values(), log.length),
    publishAt,
    setManifest(value: unknown): void {
      manifest = value;
    },
    manifest: (): unknown => manifest,
    trimLogTo(position: number): void {
      trimmed = position;
    },
    beginLogAnew(): void {
      logId = `${logId}-anew`;
      log.length = 0;
    },
    pass(milliseconds: number): void {
      clock += milliseconds;
    },
    whileSleeping(work: () => void): void {
      onSleep = work;
    },
    remove: (): Promise<void> => rm(dir, { recursive: true, force: true }),
  };
};
export type Library = Awaited<ReturnType<typeof makeLibrary>>;

const isManifest = (value: unknown): value is Manifest =>
  typeof value === 'object' && value !== null && 'current' in value && 'previous' in value;

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.slice(at, at + 16_384);
}

/** The stored file as a stream, as an object store gives it. */
export const streamOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path);
