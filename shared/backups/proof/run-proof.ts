import type { Stored } from '../../aws/stored.ts';
import type { Backup } from '../../contracts/backups.ts';
import type { Runner, StepResult, Work } from '../../jobs/run-job.ts';
import { changeBackupTx, readBackup } from '../backup-store.ts';
import { keepLease } from '../drill/beat.ts';
import { type BackupManifest, type BackupTable, manifestKey } from '../manifest.ts';
import { bucketVersions, Damage, StreamBroken } from '../reader.ts';
import { KEYS_DAYS } from '../rules.ts';
import { readLayers } from '../state-reader.ts';
import { openSealed } from './open-sealed.ts';
import { type FileFinding, MOST_FINDINGS, readPass } from './pass.ts';
import { newCursor, ProofCursor, ProofInput, type ProofParts } from './proof-job.ts';
import { verdictOf } from './verdict.ts';

/** The lease lasts ninety seconds; it is renewed well before. */
const BEAT_MS = 20_000;
/** A file that breaks off this often cannot be read. */
const BROKEN_LIMIT = 4;
const DAY_MS = 86_400_000;

/** What the backup is made of, from the version of backup.json that the record names; or what is wrong with it. */
const layersOf = async (
  parts: ProofParts,
  work: Work,
  backup: Backup,
): Promise<{ layers: readonly BackupManifest[]; manifest: BackupManifest | undefined; files: FileFinding[] }> => {
  const key = manifestKey(backup.class, backup.id);
  const { manifestVersionId: versionId, manifestHash: hash } = backup;
  if (versionId === undefined || hash === undefined)
    return { layers: [], manifest: undefined, files: [{ code: 'finding.file-missing', file: key }] };
  try {
    const layers = await readLayers(bucketVersions(parts.backups), { key, versionId, hash });
    const standing = await parts.backups.current(key);
    // The locked version is whole; but whoever finds the copy without our records would read what lies over it.
    const files: FileFinding[] =
      standing?.versionId === versionId ? [] : [{ code: 'finding.file-replaced', file: key }];
    return { layers, manifest: layers.at(-1), files };
  } catch (error) {
    if (error instanceof Damage)
      return { layers: [], manifest: undefined, files: [{ code: error.code, file: error.file }] };
    if (!(error instanceof StreamBroken) || work.progress.attempts + 1 < BROKEN_LIMIT) throw error;
    return { layers: [], manifest: undefined, files: [{ code: 'finding.file-unreadable', file: error.file }] };
  }
};

/** The tables to read. Copies of person keys are gone by now when the backup is old, and must be. */
const tablesToRead = (manifest: BackupManifest, now: Date): readonly BackupTable[] => {
  const keysGone = Date.parse(manifest.exportTime) + KEYS_DAYS * DAY_MS < now.getTime();
  return keysGone ? ['records', 'ledger'] : ['keys', 'records', 'ledger'];
};

const begin = async (parts: ProofParts, work: Work, backup: Backup): Promise<StepResult> => {
  const { manifest, files } = await layersOf(parts, work, backup);
  const items = manifest === undefined ? 0 : manifest.counts.items.records + manifest.counts.items.ledger;
  const passes = Math.max(1, Math.ceil(items / parts.itemsPerPass));
  const cursor = newCursor(parts.system.clock(), passes);
  const stage = manifest === undefined ? ('verdict' as const) : cursor.stage;
  const total = (items + (manifest?.counts.items.keys ?? 0)) * passes;
  await work.save([], { cursor: { ...cursor, stage, files }, total, step: stage });
  return { next: 'more' };
};

const append = <T>(known: readonly T[], more: readonly T[]): T[] => [...known, ...more].slice(0, MOST_FINDINGS);
const knownFile = (files: readonly FileFinding[], { code, file }: FileFinding): boolean =>
  files.some((known) => known.file === file && known.code === code);

/** One pass over the whole backup. Killed in the middle, it is done again: nothing of it was kept. */
const read = async (parts: ProofParts, work: Work, backup: Backup, cursor: ProofCursor): Promise<StepResult> => {
  const { layers, manifest } = await layersOf(parts, work, backup);
  if (manifest === undefined) {
    await work.save([], { cursor: { ...cursor, stage: 'verdict' } });
    return { next: 'more' };
  }
  const { clock } = parts.system;
  const perPass = (work.progress.total ?? 0) / cursor.passes;
  let done = Math.round(perPass * cursor.pass);
  let beaten = clock().getTime();
  try {
    const result = await readPass(bucketVersions(parts.backups), layers, {
      pass: cursor.pass,
      passes: cursor.passes,
      tables: tablesToRead(manifest, clock()),
      given: (file) => (cursor.broken[file.key] ?? 0) >= BROKEN_LIMIT,
      beat: async (rows) => {
        done += rows;
        if (clock().getTime() - beaten < BEAT_MS) return;
        beaten = clock().getTime();
        await work.save([], { done });
      },
    });
    const first = cursor.pass === 0;
    const next: ProofCursor = {
      ...cursor,
      pass: cursor.pass + 1,
      stage: cursor.pass + 1 === cursor.passes ? 'open' : 'read',
      files: append(
        cursor.files,
        result.files.filter((file) => !knownFile(cursor.files, file)),
      ),
      findings: append(cursor.findings, [...result.findings]),
      gaps: append(cursor.gaps, [...result.gaps]),
      gap: cursor.gap + result.gap,
      recentLoans: cursor.recentLoans + result.recentLoans,
      records: cursor.records + result.records,
      events: cursor.events + result.events,
      torn: cursor.torn + result.torn,
      ...(first ? { items: { ...result.items }, allRecords: result.allRecords } : {}),
      ...(result.digest === undefined ? {} : { digest: result.digest }),
    };
    await work.save([], { cursor: next, done: Math.round(perPass * next.pass), step: next.stage });
    return { next: 'more' };
  } catch (error) {
    if (!(error instanceof StreamBroken)) throw error;
    const times = (cursor.broken[error.file] ?? 0) + 1;
    const broken = { ...cursor.broken, [error.file]: times };
    const files: FileFinding[] = times < BROKEN_LIMIT ? [] : [{ code: 'finding.file-unreadable', file: error.file }];
    await work.save([], { cursor: { ...cursor, broken, files: append(cursor.files, files) } });
    return { next: 'more', afterSeconds: times < BROKEN_LIMIT ? 2 ** times : 0 };
  }
};

/** What is sealed is opened with the keys in the copy, as long as they are kept. */
const openKeys = async (parts: ProofParts, work: Work, backup: Backup, cursor: ProofCursor): Promise<StepResult> => {
  const { layers, manifest } = await layersOf(parts, work, backup);
  const { clock } = parts.system;
  const hasKeys = manifest !== undefined && tablesToRead(manifest, clock()).includes('keys');
  // A file that is damaged is a finding already, and cannot be read past.
  if (!hasKeys || cursor.files.length > 0) {
    await work.save([], { cursor: { ...cursor, stage: 'verdict' }, step: 'verdict' });
    return { next: 'more' };
  }
  const beat = keepLease(parts.system, work);
  const { opened, findings } = await openSealed(bucketVersions(parts.backups), layers, parts.openClassKey, beat);
  await work.save([], { cursor: { ...cursor, stage: 'verdict', opened, closed: [...findings] }, step: 'verdict' });
  return { next: 'more' };
};

/** The result, in the record of the backup and in the ledger. */
const conclude = async (
  parts: ProofParts,
  work: Work,
  backup: Stored<Backup>,
  cursor: ProofCursor,
): Promise<StepResult> => {
  const { manifest, files } = await layersOf(parts, work, backup.value);
  const all = {
    ...cursor,
    files: append(
      cursor.files,
      files.filter((file) => !knownFile(cursor.files, file)),
    ),
  };
  const proof = verdictOf(all, manifest, backup.value.digest, parts.system.clock());
  const { kind, records, events, repaired, passed } = proof;
  const fragments = changeBackupTx(work.change(), backup, { proof }, passed ? 'backup.proved' : 'backup.proof-failed', {
    kind,
    records,
    events,
    repaired,
    findings: proof.findings.length,
  });
  const done = work.progress.total;
  await work.save(fragments, {
    cursor: { ...all, stage: 'told', passed },
    tally: { records, events, repaired, findings: proof.findings.length, passed: passed ? 1 : 0 },
    step: 'told',
    ...(done === undefined ? {} : { done }),
  });
  return { next: 'more' };
};

/**
 * A proof by reading back: every byte by the reader a restore uses, every record held to its newest event in the same
 * export, its past to theirs, and references and counters recounted. The result stands in the backup's record.
 */
export const proofRunner = (parts: ProofParts): Runner => ({
  step: async (work) => {
    const { backupId } = ProofInput.parse(work.job.value.input);
    const backup = await readBackup(parts.system, backupId);
    if (backup?.value.state !== 'kept') return { next: 'failed', code: 'not-found', params: { entity: 'backup' } };
    if (work.progress.cursor['stage'] === undefined) return begin(parts, work, backup.value);
    const cursor = ProofCursor.parse(work.progress.cursor);
    if (cursor.stage === 'read') return read(parts, work, backup.value, cursor);
    if (cursor.stage === 'open') return openKeys(parts, work, backup.value, cursor);
    if (cursor.stage === 'verdict') return conclude(parts, work, backup, cursor);
    parts.tell(cursor.passed === true ? 'backup.proved' : 'backup.proof-failed', { backupId });
    return { next: 'done', tally: work.progress.tally };
  },
});
