import type { AttributeMap } from '../../aws/attribute-value.ts';
import { type ChangeContext, eventFragment, ledgerEvent } from '../../aws/change.ts';
import { putNew, toItem } from '../../aws/fragments.ts';
import { runningKey } from '../../aws/keys.ts';
import { readStored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import type { Fragment } from '../../aws/transaction.ts';
import { Job } from '../../contracts/jobs.ts';
import { Settings } from '../../contracts/library.ts';
import { endJobTx, readJob, requestJobTx } from '../../jobs/job-store.ts';
import { AppError } from '../../kernel/app-error.ts';
import { changeBackupTx, readBackup } from '../backup-store.ts';
import type { BackupManifest } from '../manifest.ts';
import { backupRequest } from '../requests.ts';
import { markTx, type RestoreMark } from './mark.ts';

/** A transaction that was made by an earlier run, which was killed before it could say so. */
class AlreadyThere extends Error {}
const there = () => new AlreadyThere();

export const restoreContext = (system: System): ChangeContext => ({
  now: system.clock(),
  changeId: system.newId(),
  newId: system.newId,
  tables: system.tables,
  device: 'operator',
  // Not the clock: a backup it asks for shows the minute before, when nothing was here yet.
  actor: { id: 'operator', kind: 'system' },
});

const once = async (system: System, fragments: readonly Fragment[]): Promise<void> => {
  try {
    await system.commit(fragments, system.newId());
  } catch (error) {
    if (!(error instanceof AlreadyThere)) throw error;
  }
};

/** What a job was made for that ended with it: a backup under way is no backup. */
const alsoEnded = async (system: System, context: ChangeContext, job: Job): Promise<Fragment[]> => {
  if (job.kind !== 'backup') return [];
  const read = await readJob(system, job.id);
  const { backupId } = read?.progress.cursor ?? {};
  const backup = typeof backupId === 'string' ? await readBackup(system, backupId) : undefined;
  if (backup?.value.state !== 'running') return [];
  return changeBackupTx(context, backup, { state: 'failed' }, 'backup.failed', { why: 'restored' });
};

/** Puts back work that was under way as what it is now: ended, with the reason, by the very transaction that ends any. */
export const endJob = async (system: System, item: AttributeMap): Promise<void> => {
  const { records } = system.tables;
  const { value } = readStored(Job, item);
  const { lock } = value.input;
  const locked =
    typeof lock === 'string'
      ? [putNew('running', records, toItem({ ...runningKey(lock), jobId: value.id }), there)]
      : [];
  await once(system, [putNew('job', records, item, there), ...locked]);
  const read = await readJob(system, value.id);
  // Torn from its progress by the export: nothing could be said of it, so it does not come back.
  if (read === undefined || read.job.value.endedAt !== undefined) return;
  const context = restoreContext(system);
  const failure = { code: 'job-restored', params: {} };
  const end = endJobTx(context, read.job, { state: 'failed', tally: read.progress.tally, failure });
  await system.commit([...end, ...(await alsoEnded(system, context, value))], context.changeId);
};

/**
 * Opens the restored library, in one transaction: its settings, the event that tells of the restore, and a new search
 * index.
 */
export const openLibrary = async (
  system: System,
  mark: RestoreMark,
  settings: AttributeMap,
  manifest: BackupManifest,
  source: string,
): Promise<void> => {
  const context = restoreContext(system);
  const { id, version } = readStored(Settings, settings).value;
  const event = ledgerEvent(context, {
    type: 'library.restored',
    entity: 'settings',
    recordId: id,
    version,
    params: { backupId: manifest.backupId, exportTime: manifest.exportTime, records: manifest.counts.records, source },
  });
  await once(system, [
    putNew('settings', system.tables.records, settings, there),
    eventFragment(context, event),
    ...requestJobTx(context, { kind: 'reindex', unit: 'records', input: {}, lock: 'reindex' }).fragments,
    markTx(system.tables.keys, mark, { stage: 'people' }),
  ]);
};

/**
 * Ends a restore, and asks for a first backup of the library's own with it: only now, because a backup shows the moment at
 * which it was asked for, and everything has to be older than that.
 */
export const endRestore = async (system: System, mark: RestoreMark, tally: RestoreMark['tally']): Promise<void> => {
  const context = restoreContext(system);
  const done = markTx(system.tables.keys, mark, { stage: 'done', tally });
  try {
    await system.commit([done, ...requestJobTx(context, backupRequest()).fragments], context.changeId);
  } catch (error) {
    // A schedule asked for one first.
    if (!(error instanceof AppError) || error.code !== 'job-running') throw error;
    await system.commit([done], system.newId());
  }
};
