import { classKeyKey } from '../../aws/keys.ts';
import type { Stored } from '../../aws/stored.ts';
import { getItem } from '../../aws/table.ts';
import type { Fragment } from '../../aws/transaction.ts';
import type { TakeHome } from '../../contracts/take-home.ts';
import type { Runner, StepResult, Work } from '../../jobs/run-job.ts';
import { AppError } from '../../kernel/app-error.ts';
import { readBackup } from '../backup-store.ts';
import { TOOL } from '../manifest.ts';
import { bucketVersions, Damage } from '../reader.ts';
import { readState } from '../state-reader.ts';
import { type Entry, entryOf, sealedArchive } from './archive.ts';
import { fileEntry, type PackedBackup, packedBackup } from './backup-files.ts';
import { CLASS_KEY_NAME, CONTENTS_NAME, contentsBytes, README_NAME, type TakeHomeContents } from './contents.ts';
import { writePieces } from './pieces.ts';
import { fileNameOf, partsOf } from './plan.ts';
import { readmeOf } from './readme.ts';
import { readTakeHomeCursor, type TakeHomeCursor, TakeHomeInput, type TakeHomeParts } from './take-home-job.ts';
import { changeTakeHomeTx, partKey, readTakeHome, TAKE_HOME_DAYS } from './take-home-store.ts';

/** The lease lasts ninety seconds; saying how far it is every few seconds keeps it, and the page moving. */
const BEAT_MS = 4_000;
const DAY_MS = 86_400_000;

interface Making {
  readonly copy: Stored<TakeHome>;
  readonly packed: PackedBackup;
  readonly records: number;
  readonly libraryName: string;
}

/** Bytes done and to do: the records are read once for the tables, and everything once for the archive. */
const progressOf = (parts: TakeHomeParts, work: Work, packed: PackedBackup) => {
  const records = packed.layers.flatMap(({ files }) => files.filter(({ table }) => table === 'records'));
  const tables = records.reduce((sum, file) => sum + file.bytes, 0);
  const total = tables + packed.files.reduce((sum, file) => sum + file.bytes, 0);
  let last = parts.system.clock().getTime();
  return {
    tables,
    total,
    say: async (done: number, step: string): Promise<void> => {
      const now = parts.system.clock().getTime();
      if (now - last < BEAT_MS) return;
      last = now;
      await work.save([], { done: Math.min(done, total), total, step });
    },
  };
};

const contentsFor = (making: Making, cursor: TakeHomeCursor, part: number): TakeHomeContents => {
  const { copy, packed } = making;
  return {
    format: 'strongroom-take-home-1',
    tool: TOOL,
    takeHomeId: copy.value.id,
    libraryName: making.libraryName,
    madeAt: cursor.madeAt,
    recipient: copy.value.recipient,
    part,
    parts: Math.max(1, ...cursor.partOf),
    backup: {
      backupId: copy.value.backupId,
      exportTime: copy.value.exportTime,
      records: making.records,
      manifest: packed.manifest,
    },
    files: packed.files.map(({ key, versionId, bytes }, at) => ({
      key,
      versionId,
      bytes,
      part: cursor.partOf[at] ?? 1,
    })),
  };
};

/** The class key as it is sealed to the sheet in use. Throws when another sheet has come into use meanwhile. */
const sealedClassKey = async (parts: TakeHomeParts, recipient: string): Promise<Uint8Array> => {
  const { dynamo, tables } = parts.system;
  const item = await getItem(dynamo, tables.keys, classKeyKey('library'));
  const recovery = item?.['recovery']?.B;
  if (recovery === undefined || item?.['recoveryRecipient']?.S !== recipient) throw new AppError('no-recovery-sheet');
  return recovery;
};

/** Seals and stores one part: what explains it first, then its files of the backup. */
const storePart = async (
  parts: TakeHomeParts,
  making: Making,
  cursor: TakeHomeCursor,
  part: number,
  first: readonly Entry[],
  stored: (bytes: number) => Promise<void>,
): Promise<TakeHome['parts'][number]> => {
  const { copy, packed } = making;
  const contents = contentsFor(making, cursor, part);
  const { titles = 0, items = 0, patrons = 0, loans = 0 } = cursor.tally;
  const readme = readmeOf({ contents, counts: { titles, items, patrons, loans } });
  const open = bucketVersions(parts.backups);
  const entries: Entry[] = [
    entryOf(README_NAME, Buffer.from(readme)),
    entryOf(CONTENTS_NAME, contentsBytes(contents)),
    entryOf(CLASS_KEY_NAME, await sealedClassKey(parts, copy.value.recipient)),
    ...first,
    ...packed.files.filter((_, at) => cursor.partOf[at] === part).map((file) => fileEntry(open, file)),
  ];
  const sealed = await sealedArchive(copy.value.recipient, entries, new Date(cursor.madeAt));
  const fileName = fileNameOf(making.libraryName, copy.value.exportTime, part, contents.parts);
  return { part, fileName, ...(await parts.store(partKey(copy.value.id, part), sealed, stored)) };
};

/** The first part holds the catalogue and the tables, whose sizes decide how the rest is spread. */
const firstPart = async (parts: TakeHomeParts, work: Work, making: Making): Promise<StepResult> => {
  const { system } = parts;
  const { packed } = making;
  const progress = progressOf(parts, work, packed);
  const allRows = packed.layers.reduce((sum, layer) => sum + rowsOf(layer), 0);
  let rows = 0;
  const pieces = await writePieces(
    readState(bucketVersions(parts.backups), packed.layers, ['records']),
    { tmp: parts.tmp, random: system.random, keyring: system.keyring, marcOf: parts.marcOf },
    async (group) => {
      rows += group.length;
      await progress.say(allRows === 0 ? 0 : (progress.tables * rows) / allRows, 'tables');
    },
  );
  try {
    const taken = pieces.entries.reduce((sum, entry) => sum + entry.size, 0);
    const sizes = packed.files.map(({ bytes }) => bytes);
    const cursor: TakeHomeCursor = {
      madeAt: system.clock().toISOString(),
      partOf: partsOf(sizes, taken, parts.partLimit),
      stored: [],
      tally: { ...pieces.counts },
    };
    const part = await storePart(parts, making, cursor, 1, pieces.entries, (bytes) =>
      progress.say(progress.tables + bytes, 'seal'),
    );
    await save(work, { ...cursor, stored: [part] }, progress.total);
  } finally {
    await pieces.remove();
  }
  return { next: 'more' };
};

const rowsOf = ({ files }: { readonly files: PackedBackup['layers'][number]['files'] }): number =>
  files.reduce((sum, { table, items = 0 }) => sum + (table === 'records' ? items : 0), 0);

const save = (work: Work, cursor: TakeHomeCursor, total: number): Promise<void> => {
  const done = cursor.stored.reduce((sum, { bytes }) => sum + bytes, 0);
  return work.save([], { cursor, total, done: Math.min(done, total), step: 'seal' });
};

const nextPart = async (
  parts: TakeHomeParts,
  work: Work,
  making: Making,
  cursor: TakeHomeCursor,
): Promise<StepResult> => {
  const progress = progressOf(parts, work, making.packed);
  const before = cursor.stored.reduce((sum, { bytes }) => sum + bytes, 0);
  const part = await storePart(parts, making, cursor, cursor.stored.length + 1, [], (bytes) =>
    progress.say(before + bytes, 'seal'),
  );
  await save(work, { ...cursor, stored: [...cursor.stored, part] }, progress.total);
  return { next: 'more' };
};

const finish = (parts: TakeHomeParts, work: Work, { copy }: Making, cursor: TakeHomeCursor): StepResult => {
  const now = parts.system.clock();
  const bytes = cursor.stored.reduce((sum, part) => sum + part.bytes, 0);
  const ready = {
    state: 'ready' as const,
    parts: cursor.stored,
    readyAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + TAKE_HOME_DAYS * DAY_MS).toISOString(),
  };
  const params = { backupId: copy.value.backupId, bytes, parts: cursor.stored.length };
  return {
    next: 'done',
    tally: { ...cursor.tally, files: cursor.stored.length },
    fragments: changeTakeHomeTx(work.context, copy, ready, 'take-home.ready', params),
  };
};

const copyOf = async (parts: TakeHomeParts, work: Work): Promise<Stored<TakeHome> | undefined> => {
  const { takeHomeId } = TakeHomeInput.parse(work.job.value.input);
  const copy = await readTakeHome(parts.system, takeHomeId);
  return copy?.value.state === 'running' ? copy : undefined;
};

/** What the record says when its job did not make it; the bucket clears away what was stored. */
const givenUp = async (parts: TakeHomeParts, work: Work, why: string): Promise<readonly Fragment[]> => {
  const copy = await copyOf(parts, work);
  return copy === undefined
    ? []
    : changeTakeHomeTx(work.context, copy, { state: 'failed' }, 'take-home.failed', { why });
};

const oneStep = async (parts: TakeHomeParts, work: Work): Promise<StepResult> => {
  const copy = await copyOf(parts, work);
  const backup = copy === undefined ? undefined : await readBackup(parts.system, copy.value.backupId);
  if (copy === undefined || backup === undefined)
    return { next: 'failed', code: 'not-found', params: { entity: 'backup' } };
  const cursor = readTakeHomeCursor(work.progress);
  const packed = await packedBackup(bucketVersions(parts.backups), backup.value);
  const making = { copy, packed, records: backup.value.records, libraryName: await parts.libraryName() };
  if (cursor === undefined) return firstPart(parts, work, making);
  if (cursor.stored.length < Math.max(1, ...cursor.partOf)) return nextPart(parts, work, making, cursor);
  return finish(parts, work, making, cursor);
};

/** What will not get better by trying again. */
const failureOf = (error: unknown): { code: string; params: Record<string, string | number | boolean> } | undefined => {
  if (error instanceof Damage) return { code: error.code, params: { file: error.file } };
  if (error instanceof AppError && error.status < 500) return { code: error.code, params: { ...error.params } };
  return undefined;
};

/**
 * A take-home copy in steps of one part each. A worker that dies begins its part again: age seals a stream from its
 * beginning, so half of one is of no use; parts are small enough for one call.
 */
export const takeHomeRunner = (parts: TakeHomeParts): Runner => ({
  step: async (work) => {
    try {
      const result = await oneStep(parts, work);
      if (result.next !== 'failed') return result;
      return { ...result, fragments: await givenUp(parts, work, result.code) };
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      return { next: 'failed', ...failure, fragments: await givenUp(parts, work, failure.code) };
    }
  },
  cancelled: (work) => givenUp(parts, work, 'cancelled'),
  failed: (work) => givenUp(parts, work, 'internal'),
});
