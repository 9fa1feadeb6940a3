import type { DamageKind, SelfTestResult } from '../../contracts/backups.ts';
import { newReading } from '../proof/pass.ts';
import { proveCopy } from '../proof/prove-copy.ts';
import type { OpenVersion, ReadRow } from '../reader.ts';
import { findTears } from '../scratch/repair-tears.ts';
import { readState } from '../state-reader.ts';
import { openCopy } from './copy.ts';
import { type DamageContext, type Damaged, damages } from './damages.ts';

const SETTLED = new Date('9999-01-01T00:00:00.000Z');
const tables = ['records', 'ledger'] as const;

/** Whether a rebuild would put the torn record right: what would be written is judged as a library. */
const isRepaired = async (open: OpenVersion, damaged: Damaged, moment: Date, beat: () => Promise<void>) => {
  const read = () => readState(open, damaged.copy.layers, tables);
  const repair = await findTears(read, { exportTime: moment, keys: false, beat });
  if (!repair.report.records.includes(damaged.record ?? '') || repair.report.unrepaired.length > 0) return false;
  const reading = newReading({ pass: 0, passes: 1 });
  for await (const rows of read()) {
    reading.take(repair.mend(rows));
    await beat();
  }
  const rows = repair.added.map(({ table, item }, index): ReadRow => {
    const file = { table, kind: 'data' as const, key: 'repaired', versionId: 'repaired', bytes: 0, sha256: '' };
    return { file, line: index + 1, item };
  });
  reading.take(rows);
  const { findings, gaps } = reading.conclude(SETTLED);
  return findings.length + gaps.length === 0;
};

export interface Trial {
  readonly context: DamageContext;
  readonly now: Date;
  readonly beat: () => Promise<void>;
}

/**
 * Damages a copy in one way and puts it before the proof. `caught`: the proof fails, and names the file or the record.
 * `repaired`: it passes, and a restore leaves the torn change out. Anything else is `missed`.
 */
export const tryDamage = async (damage: DamageKind, { context, now, beat }: Trial): Promise<SelfTestResult> => {
  const damaged = await damages[damage](context);
  const open = openCopy(context.open, damaged.copy);
  const own = damaged.copy.layers.at(-1);
  const settled = damaged.moment === 'settled';
  const moment = damaged.moment === 'settled' ? new Date(now.getTime() + 86_400_000) : damaged.moment;
  const proof = await proveCopy(open, {
    ref: damaged.copy.ref,
    // A liar with every right changes what the library knows of its backup, too; the torn export was never otherwise.
    digest: own?.digest.value,
    tables,
    now,
    moment,
    beat,
  });
  const finding = proof.findings.find(
    ({ file, record }) =>
      (damaged.file !== undefined && file === damaged.file) ||
      (damaged.record !== undefined && record === damaged.record),
  );
  if (!settled)
    return proof.passed && proof.repaired > 0 && (await isRepaired(open, damaged, moment, beat))
      ? { damage, outcome: 'repaired' }
      : { damage, outcome: 'missed' };
  return proof.passed || finding === undefined ? { damage, outcome: 'missed' } : { damage, outcome: 'caught', finding };
};
