import { putNew } from '../../aws/fragments.ts';
import type { System } from '../../aws/system.ts';
import { type BackupManifest, DATA_SCHEMA } from '../manifest.ts';
import { StreamBroken } from '../reader.ts';
import { readBackupKeys } from '../scratch/backup-keys.ts';
import { findTears, type TearReport } from '../scratch/repair-tears.ts';
import { secretsOf } from '../scratch/secrets.ts';
import type { WriteCursor } from '../scratch/write-rows.ts';
import { readLayers, readState } from '../state-reader.ts';
import { type ClassKeys, wrappedAnew } from './class-keys.ts';
import { copiesElsewhere } from './copies-elsewhere.ts';
import { everyRow, type Filled, fill, type Layers } from './fill.ts';
import { markTx, newMarkTx, type RestoreMark, readMark } from './mark.ts';
import { endJob, endRestore, openLibrary } from './open-library.ts';
import { type Invite, inviteStaff, type Readers, readersOf } from './people.ts';
import { firstFilled, readBack } from './read-back.ts';
import { RestoreRefused, type RestoreSource } from './source.ts';

export interface RestoreParts {
  /** Over the deployment that is filled. */
  readonly system: System;
  readonly source: RestoreSource;
  readonly classKeys: ClassKeys;
  readonly inviteStaff: Invite;
  /** Invites patrons too, now rather than on their next visit. */
  readonly invitePatrons?: Invite | undefined;
  /** Whether this deployment's own bucket holds that version. */
  readonly holdsCopy: (key: string, versionId: string) => Promise<boolean>;
  /** Told how far it is, in sentences. */
  readonly say: (line: string) => void;
}

export interface Restored {
  readonly backupId: string;
  readonly exportTime: string;
  /** True when an earlier run had done it all: nothing was changed now. */
  readonly already: boolean;
  readonly records: number;
  readonly items: BackupManifest['counts']['items'];
  /** The library's digest as its manifest has it; what was read had it too. */
  readonly digest: string;
  readonly repaired: number;
  readonly jobsEnded: number;
  readonly staffInvited: number;
  readonly readers: Readers;
}

/** A stream that broke off is begun again this often. */
const BROKEN_LIMIT = 5;
/** Patrons whose records are opened, to see that their keys are right. */
const LOOK = 25;

const layersOf = async ({ open, ref, keysRef }: RestoreSource): Promise<Layers> => {
  const layers = await readLayers(open, ref);
  return { open, layers, keysLayers: keysRef.hash === ref.hash ? layers : await readLayers(open, keysRef) };
};

const holdReadable = (manifest: BackupManifest): void => {
  if (manifest.schema > DATA_SCHEMA)
    throw new RestoreRefused(
      `This backup was written by a newer version of Strongroom (${manifest.tool.version}). Deploy that version, then restore.`,
    );
};

/** The mark of this restore: one that is there already, or a new one with the class key, where nothing is yet. */
const begin = async (parts: RestoreParts, layers: Layers, manifest: BackupManifest): Promise<RestoreMark> => {
  const { system, source } = parts;
  const standing = await readMark(system);
  if (standing !== undefined) {
    if (standing.manifestHash === source.ref.hash) return standing;
    throw new RestoreRefused(
      standing.stage === 'done'
        ? `This deployment was restored from backup ${standing.backupId} and is in use. To go back to another moment, use ` +
            'the time machine in the console; to look at another backup, restore it into a new, empty deployment.'
        : `A restore of backup ${standing.backupId} into this deployment was begun and is not finished. Run that again ` +
            `(--backup ${standing.backupId}): it goes on where it stopped.`,
    );
  }
  const filled = await firstFilled(system);
  if (filled !== undefined)
    throw new RestoreRefused(
      `This deployment holds a library already (there is something in its table ${filled}), and a restore writes over ` +
        'nothing. Start an empty one: "npm start -- --data NEW-FOLDER --for-restore", or in the cloud "npm run deploy -- ' +
        '--for-restore" in an account or region without a library.',
    );
  const mark: RestoreMark = {
    restoreId: system.newId(),
    backupId: manifest.backupId,
    manifestHash: source.ref.hash,
    startedAt: system.clock().toISOString(),
    stage: 'write',
    tally: {},
  };
  const { keys } = system.tables;
  const items = await wrappedAnew(parts.classKeys, layers.open, layers.keysLayers);
  const founded = () =>
    new RestoreRefused('Somebody founded a new library here meanwhile. Restore into an empty deployment.');
  await system.commit(
    [newMarkTx(keys, mark), ...items.map((item) => putNew('class-key', keys, item, founded))],
    mark.restoreId,
  );
  return mark;
};

const write = async (
  { system, classKeys, say }: RestoreParts,
  layers: Layers,
  manifest: BackupManifest,
  mark: RestoreMark,
): Promise<{ filled: Filled; tears: TearReport }> => {
  const { items } = manifest.counts;
  const total = items.records + items.ledger + items.keys;
  const ownKeys = layers.keysLayers === layers.layers;
  const keys = await readBackupKeys(readState(layers.open, layers.keysLayers, ['keys']), classKeys.open);
  const secrets = keys === undefined ? undefined : secretsOf(keys.keyring, () => Promise.resolve(keys.personIds));
  const options = { exportTime: new Date(manifest.exportTime), keys: ownKeys, secrets };
  const tears = await findTears(() => everyRow(layers, ownKeys), options);
  let told = 0;
  const saved = async (cursor: WriteCursor): Promise<void> => {
    await system.commit([markTx(system.tables.keys, mark, { cursor })], system.newId());
    if (cursor.rows - told < 20_000) return;
    told = cursor.rows;
    say(`${cursor.rows} of ${total} rows are in.`);
  };
  return { filled: await fill(system, layers, tears, mark.cursor, saved), tears: tears.report };
};

const patiently = async <T>(say: RestoreParts['say'], work: () => Promise<T>): Promise<T> => {
  for (let turn = 1; ; turn += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StreamBroken) || turn === BROKEN_LIMIT) throw error;
      say(`${error.file} broke off; reading goes on.`);
    }
};

/** What was written, as it is in the tables: count by count, and the digest over all of it. */
const holdWritten = async (system: System, filled: Filled): Promise<void> => {
  const back = await readBack(system);
  for (const table of ['records', 'ledger', 'keys'] as const)
    if (back.items[table] !== filled.items[table])
      throw new Error(
        `${filled.items[table]} items went into the table ${table}, and ${back.items[table]} are in it: something else writes to this deployment`,
      );
  if (back.digest !== filled.digest.value())
    throw new Error('what is in the tables is not what was written: something else writes to this deployment');
};

const fillAndOpen = async (
  parts: RestoreParts,
  layers: Layers,
  manifest: BackupManifest,
  mark: RestoreMark,
): Promise<Record<string, number>> => {
  const { system, say } = parts;
  const { filled, tears } = await patiently(say, async () =>
    write(parts, layers, manifest, (await readMark(system)) ?? mark),
  );
  const tally = {
    repaired: tears.records.length + tears.beside,
    unrepaired: tears.unrepaired.length,
    jobsEnded: filled.held.jobs.length,
  };
  const { settings, jobs } = filled.held;
  if (settings === undefined)
    throw new RestoreRefused('This backup holds no settings: it is not of a founded library.');
  if (mark.stage === 'write') {
    say('Everything is in. Reading it back.');
    await holdWritten(system, filled);
    await system.commit([markTx(system.tables.keys, mark, { stage: 'open', tally })], system.newId());
  }
  for (const job of jobs) await endJob(system, job);
  await copiesElsewhere(system, parts.holdsCopy);
  await openLibrary(system, { ...mark, tally }, settings, manifest, parts.source.kind);
  return tally;
};

/**
 * Restores a backup into an empty deployment: rows as they were, by the reader and writer every proof uses; the class key
 * under this deployment's own KMS key; work under way ended; search and a first backup asked for; people invited. Killed
 * anywhere, it goes on from its mark when it is run again. Throws `RestoreRefused`, whose message is a sentence, and
 * `Damage` for a backup that is not what was put away.
 */
export const restoreLibrary = async (parts: RestoreParts): Promise<Restored> => {
  const { system, source, say } = parts;
  const layers = await layersOf(source);
  const manifest = layers.layers.at(-1);
  if (manifest === undefined) throw new Error('a backup without a layer');
  holdReadable(manifest);
  const mark = await begin(parts, layers, manifest);
  const { backupId, exportTime, counts, digest } = manifest;
  say(
    mark.stage === 'done'
      ? `Backup ${backupId} was restored here before.`
      : `Restoring the library as it was at ${exportTime}: ${counts.records} records.`,
  );
  const opened = mark.stage === 'people' || mark.stage === 'done';
  let { tally } = mark;
  if (!opened) tally = await fillAndOpen(parts, layers, manifest, mark);
  const staffInvited =
    mark.stage === 'done' ? (tally['staffInvited'] ?? 0) : await inviteStaff(system, parts.inviteStaff);
  const readers = await readersOf(system, {
    look: LOOK,
    ...(parts.invitePatrons === undefined ? {} : { invite: parts.invitePatrons }),
  });
  if (mark.stage !== 'done') await endRestore(system, mark, { ...tally, staffInvited });
  return {
    backupId,
    exportTime,
    already: mark.stage === 'done',
    records: counts.records,
    items: counts.items,
    digest: digest.value,
    repaired: tally['repaired'] ?? 0,
    jobsEnded: tally['jobsEnded'] ?? 0,
    staffInvited,
    readers,
  };
};
