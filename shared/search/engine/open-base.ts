import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackBase } from './base-file.ts';
import { catchUp } from './catch-up.ts';
import { SearchError } from './errors.ts';
import { ENGINE_SCHEMA } from './layout.ts';
import { type BaseEntry, basesOf, type Manifest, parseManifest } from './manifest.ts';
import { type OpenIndex, openIndex } from './open-index.ts';
import type { ReaderPorts } from './ports.ts';

/** An index ready to be searched. */
export type Live = {
  index: OpenIndex;
  /** False when the log could not be asked: what was found may be older than it should be. */
  current: boolean;
  /** Entries of the log that could not be read since the base. */
  unreadable: number;
};

const openChecked = (path: string, entry: BaseEntry): OpenIndex => {
  try {
    return openIndex(path);
  } catch (cause) {
    if (cause instanceof SearchError) throw cause;
    throw new SearchError('base-corrupt', `Search base ${entry.id} is not a database of this engine.`, { cause });
  }
};

/** Fetches, unpacks, checks and opens one base; throws a `SearchError` when the base itself is at fault. */
const openStored = async (ports: ReaderPorts, entry: BaseEntry): Promise<OpenIndex> => {
  if (entry.schema !== ENGINE_SCHEMA) {
    throw new SearchError(
      'base-schema',
      `Search base ${entry.id} has schema ${entry.schema}, this engine reads ${ENGINE_SCHEMA}.`,
    );
  }
  const stored = await ports.fetchBase(entry.id);
  if (stored === undefined) throw new SearchError('base-missing', `There is no search base ${entry.id}.`);
  await mkdir(ports.tmpDir, { recursive: true });
  const path = join(ports.tmpDir, `${entry.id}-${randomUUID()}.db`);
  try {
    await unpackBase(stored, entry, path);
    return openChecked(path, entry);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

/** Opens one base and brings it up to date. A log that cannot be reached leaves it as it is; one with a hole rules it out. */
export const openLive = async (ports: ReaderPorts, entry: BaseEntry): Promise<Live> => {
  const index = await openStored(ports, entry);
  try {
    return { index, current: true, unreadable: await catchUp(ports, index) };
  } catch (error) {
    if (error instanceof SearchError) {
      await index.close();
      throw error;
    }
    ports.report({ code: 'log-unreadable', detail: messageOf(error), baseId: entry.id });
    return { index, current: false, unreadable: 0 };
  }
};

type Attempt = { live: Live | undefined; storeFailed: boolean };

/** The first base of the manifest that opens: the current one, else one before it with more of the log. */
const openFirst = async (ports: ReaderPorts, manifest: Manifest): Promise<Attempt> => {
  let storeFailed = false;
  for (const entry of basesOf(manifest)) {
    try {
      return { live: await openLive(ports, entry), storeFailed };
    } catch (error) {
      storeFailed ||= !(error instanceof SearchError);
      const isGap = error instanceof SearchError && (error.code === 'log-gap' || error.code === 'log-too-long');
      ports.report({ code: isGap ? 'log-gap' : 'base-unusable', detail: messageOf(error), baseId: entry.id });
    }
  }
  return { live: undefined, storeFailed };
};

const published = async (ports: ReaderPorts): Promise<Manifest | undefined> => {
  const stored = await ports.fetchManifest();
  try {
    return stored === undefined ? undefined : parseManifest(stored);
  } catch (error) {
    ports.report({ code: 'manifest-unreadable', detail: messageOf(error) });
    return undefined;
  }
};

const attempt = async (ports: ReaderPorts): Promise<Attempt> => {
  const manifest = await published(ports);
  return manifest === undefined ? { live: undefined, storeFailed: false } : openFirst(ports, manifest);
};

/**
 * Opens the best there is, rebuilding it from the records when nothing opens. A store that merely did not answer is no
 * reason to rebuild. Throws `unavailable`.
 */
export const openBest = async (ports: ReaderPorts): Promise<Live> => {
  const first = await attempt(ports);
  if (first.live !== undefined) return first.live;
  if (first.storeFailed || ports.rebuild === undefined) {
    throw new SearchError('unavailable', 'No search base can be opened.');
  }
  try {
    await ports.rebuild();
  } catch (cause) {
    ports.report({ code: 'rebuild-failed', detail: messageOf(cause) });
    throw new SearchError('unavailable', 'No search base can be opened, and none could be built yet.', { cause });
  }
  const second = await attempt(ports);
  if (second.live !== undefined) return second.live;
  throw new SearchError('unavailable', 'The search base just built cannot be opened.');
};
