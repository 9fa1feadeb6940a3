import * as z from 'zod';
import { type Backup, DamageKind, SelfTestResult } from '../../contracts/backups.ts';
import { Ulid } from '../../contracts/values.ts';
import type { Runner, StepResult, Work } from '../../jobs/run-job.ts';
import { changeBackupTx, readBackup, recentBackups } from '../backup-store.ts';
import { keepLease } from '../drill/beat.ts';
import { manifestKey } from '../manifest.ts';
import type { ProofParts } from '../proof/proof-job.ts';
import { proveCopy } from '../proof/prove-copy.ts';
import { bucketVersions, Damage, type ManifestRef } from '../reader.ts';
import { readLayers } from '../state-reader.ts';
import { chooseTarget, Target } from './target.ts';
import { tryDamage } from './try-damage.ts';

export type SelfTestParts = Pick<ProofParts, 'system' | 'backups' | 'tell'>;

const Input = z.object({ backupId: Ulid.optional() });
const Cursor = z.strictObject({
  backupId: Ulid,
  target: Target.optional(),
  /** Chosen once, so that a step that is done again damages in the same way. */
  foreignId: Ulid,
  results: z.array(SelfTestResult),
  told: z.boolean(),
});
type Cursor = z.infer<typeof Cursor>;

const kinds = DamageKind.options;

const begin = async ({ system }: SelfTestParts, work: Work): Promise<StepResult> => {
  const { backupId } = Input.parse(work.job.value.input);
  const kept = (await recentBackups(system, system.clock())).filter(({ state }) => state === 'kept');
  const backup = backupId === undefined ? kept[0] : kept.find(({ id }) => id === backupId);
  if (backup === undefined) return { next: 'failed', code: 'not-found', params: { entity: 'backup' } };
  const cursor: Cursor = { backupId: backup.id, foreignId: system.newId(), results: [], told: false };
  await work.save([], { cursor, total: kinds.length + 1, done: 0, step: 'whole' });
  return { next: 'more' };
};

const refOf = (backup: Backup): ManifestRef => ({
  key: manifestKey(backup.class, backup.id),
  versionId: backup.manifestVersionId ?? '',
  hash: backup.manifestHash ?? '',
});

/** A copy that does not prove undamaged would "catch" everything: it must be whole first. */
const chooseFrom = async (parts: SelfTestParts, work: Work, backup: Backup, cursor: Cursor): Promise<StepResult> => {
  const open = bucketVersions(parts.backups);
  const ref = refOf(backup);
  const beat = keepLease(parts.system, work);
  const now = parts.system.clock();
  const proof = await proveCopy(open, { ref, digest: backup.digest, tables: ['records', 'ledger'], now, beat });
  const [finding] = proof.findings;
  if (!proof.passed) {
    const { code = 'finding.nothing-compared', file, record } = finding ?? {};
    const params = { ...(file === undefined ? {} : { file }), ...(record === undefined ? {} : { record }) };
    return { next: 'failed', code, params };
  }
  const target = await chooseTarget(open, await readLayers(open, ref), beat);
  await work.save([], { cursor: { ...cursor, target }, done: 1, step: kinds[0] ?? '' });
  return { next: 'more' };
};

const oneDamage = async (
  parts: SelfTestParts,
  work: Work,
  backup: Backup,
  cursor: Cursor & { readonly target: Target },
  damage: DamageKind,
): Promise<StepResult> => {
  const open = bucketVersions(parts.backups);
  const ref = refOf(backup);
  const layers = await readLayers(open, ref);
  const whole = { layers, ref, objects: new Map() };
  const result = await tryDamage(damage, {
    context: { open, whole, target: cursor.target, foreignId: cursor.foreignId },
    now: parts.system.clock(),
    beat: keepLease(parts.system, work),
  });
  const results = [...cursor.results, result];
  await work.save([], {
    cursor: { ...cursor, results },
    done: results.length + 1,
    step: kinds[results.length] ?? 'verdict',
  });
  return { next: 'more' };
};

const countOf = (results: readonly SelfTestResult[], outcome: SelfTestResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length;

/**
 * Damages copies of a backup, one kind after the other, and holds the proof to seeing each. The backup itself is only
 * read. The result stands in its record and in the ledger; one damage missed makes the proof worth nothing.
 */
export const selfTestRunner = (parts: SelfTestParts): Runner => ({
  step: async (work) => {
    if (work.progress.cursor['backupId'] === undefined) return begin(parts, work);
    const cursor = Cursor.parse(work.progress.cursor);
    const { results, target, backupId } = cursor;
    const tally = {
      damages: results.length,
      caught: countOf(results, 'caught'),
      repaired: countOf(results, 'repaired'),
      missed: countOf(results, 'missed'),
    };
    if (cursor.told) {
      if (tally.missed > 0) parts.tell('backup.proof-failed', { backupId });
      return { next: 'done', tally };
    }
    const backup = await readBackup(parts.system, backupId);
    if (backup === undefined) throw new Error('the record of the backup is gone');
    try {
      if (target === undefined) return await chooseFrom(parts, work, backup.value, cursor);
      const damage = kinds[results.length];
      if (damage !== undefined) return await oneDamage(parts, work, backup.value, { ...cursor, target }, damage);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      return { next: 'failed', code: error.code, params: { file: error.file } };
    }
    const selfTest = { at: parts.system.clock().toISOString(), results };
    const fragments = changeBackupTx(work.change(), backup, { selfTest }, 'backup.self-tested', tally);
    await work.save(fragments, { cursor: { ...cursor, told: true }, tally, step: 'told' });
    return { next: 'more' };
  },
});
