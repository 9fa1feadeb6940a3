import type { Stored } from '../../aws/stored.ts';
import type { Backup, Proof } from '../../contracts/backups.ts';
import type { Runner, StepResult, Work } from '../../jobs/run-job.ts';
import { changeBackupTx, readBackup, recentBackups } from '../backup-store.ts';
import { type BackupManifest, manifestKey } from '../manifest.ts';
import { MOST_FINDINGS } from '../proof/pass.ts';
import { bucketVersions, Damage, StreamBroken } from '../reader.ts';
import { readLayers } from '../state-reader.ts';
import { compareLive, findMissing } from './compare-stage.ts';
import { DrillCursor, type DrillFinding, DrillInput, type DrillParts, newDrill } from './drill-job.ts';
import { judgeScratch } from './judge-stage.ts';
import { clear, create, leaveNothing, removeTables } from './tables-stage.ts';
import { write } from './write-stage.ts';

/** A file that breaks off this often cannot be read. */
const BROKEN_LIMIT = 4;

const seconds = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

const begin = async (parts: DrillParts, work: Work): Promise<StepResult> => {
  const { backupId } = DrillInput.parse(work.job.value.input);
  const backup =
    backupId === undefined
      ? (await recentBackups(parts.system, parts.system.clock())).find(({ state }) => state === 'kept')
      : (await readBackup(parts.system, backupId))?.value;
  if (backup?.state !== 'kept') return { next: 'failed', code: 'not-found', params: { entity: 'backup' } };
  const cursor = newDrill(backup.id, parts.system.clock());
  await work.save([], { cursor, step: cursor.stage, ...(backup.records === 0 ? {} : { total: backup.records }) });
  return { next: 'more' };
};

const layersOf = (parts: DrillParts, backup: Backup): Promise<readonly BackupManifest[]> => {
  const key = manifestKey(backup.class, backup.id);
  const { manifestVersionId: versionId, manifestHash: hash } = backup;
  if (versionId === undefined || hash === undefined) throw new Damage('finding.file-missing', key);
  return readLayers(bucketVersions(parts.backups), { key, versionId, hash });
};

/** Comparing nothing is a failure, and so is a copy that could not be read. */
const proofOf = (cursor: DrillCursor, now: Date): Proof => {
  const { records, events } = cursor.compare;
  const compared = records > 0 && events > 0;
  const nothing: DrillFinding[] = compared || cursor.unread ? [] : [{ code: 'finding.nothing-compared' }];
  const findings = [...cursor.findings, ...nothing].map(({ code, record, file }) => ({
    code,
    ...(record === undefined ? {} : { record }),
    ...(file === undefined ? {} : { file }),
  }));
  return {
    kind: 'rebuilt',
    at: now.toISOString(),
    passed: findings.length === 0 && compared,
    records,
    events,
    repaired: cursor.repaired,
    seconds: seconds(cursor.startedAt, cursor.writtenAt ?? now.toISOString()),
    findings: findings.slice(0, MOST_FINDINGS),
  };
};

const conclude = async (
  parts: DrillParts,
  work: Work,
  backup: Stored<Backup>,
  cursor: DrillCursor,
): Promise<StepResult> => {
  const now = parts.system.clock();
  const proof = proofOf(cursor, now);
  const { kind, records, events, repaired, passed } = proof;
  const findings = proof.findings.length;
  const type = passed ? 'backup.proved' : 'backup.proof-failed';
  const took = Math.round(proof.seconds);
  const fragments = changeBackupTx(work.change(), backup, { proof }, type, {
    kind,
    records,
    events,
    repaired,
    findings,
    seconds: took,
  });
  await work.save(fragments, {
    cursor: { ...cursor, stage: 'told', passed },
    tally: {
      records,
      events,
      repaired,
      findings,
      passed: passed ? 1 : 0,
      seconds: took,
      total: Math.round(seconds(cursor.startedAt, now.toISOString())),
      rows: cursor.rows.records + cursor.rows.ledger,
      units: Math.round(cursor.write?.units ?? 0),
      later: cursor.compare.later,
    },
    step: 'told',
  });
  return { next: 'more' };
};

const oneStage = async (parts: DrillParts, work: Work, cursor: DrillCursor, backup: Stored<Backup>) => {
  switch (cursor.stage) {
    case 'clear':
      return clear(parts, work, cursor);
    case 'create':
      return create(parts, work, cursor);
    case 'write':
      return write(parts, work, cursor, await layersOf(parts, backup.value));
    case 'judge':
      return judgeScratch(parts, work, cursor);
    case 'compare':
      return compareLive(parts, work, cursor, backup.value.exportTime);
    case 'missing':
      return findMissing(parts, work, cursor, backup.value.exportTime);
    case 'remove':
      return removeTables(parts, work, cursor);
    default:
      return conclude(parts, work, backup, cursor);
  }
};

/** What is damaged cannot be rebuilt: the tables go, and the result says which file. */
const giveUp = async (work: Work, cursor: DrillCursor, finding: DrillFinding): Promise<StepResult> => {
  await work.save([], { cursor: { ...cursor, stage: 'remove', unread: true, findings: [finding] }, step: 'remove' });
  return { next: 'more' };
};

/**
 * A proof by rebuilding: the backup is written into scratch tables by the reader and the writer of a real restore, judged
 * as a library, compared with the live tables row by row, timed, and the tables removed. Killed anywhere, it goes on
 * from its cursor; whatever way it ends, its tables are gone or asked to go.
 */
export const drillRunner = (parts: DrillParts): Runner => ({
  step: async (work) => {
    if (work.progress.cursor['stage'] === undefined) return begin(parts, work);
    const cursor = DrillCursor.parse(work.progress.cursor);
    if (cursor.stage === 'told') {
      parts.tell(cursor.passed === true ? 'backup.proved' : 'backup.proof-failed', { backupId: cursor.backupId });
      return { next: 'done', tally: work.progress.tally };
    }
    const backup = await readBackup(parts.system, cursor.backupId);
    if (backup === undefined) throw new Error('the record of the backup is gone');
    try {
      return await oneStage(parts, work, cursor, backup);
    } catch (error) {
      if (error instanceof Damage) return giveUp(work, cursor, { code: error.code, file: error.file });
      if (!(error instanceof StreamBroken) || work.progress.attempts + 1 < BROKEN_LIMIT) throw error;
      return giveUp(work, cursor, { code: 'finding.file-unreadable', file: error.file });
    }
  },
  cancelled: async () => {
    await leaveNothing(parts);
    return [];
  },
  failed: async () => {
    await leaveNothing(parts);
    return [];
  },
});
