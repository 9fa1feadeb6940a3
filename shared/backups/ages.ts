import { ageDays, ageHours, type HealthFacts, keptOf, lastProofOf } from './health-facts.ts';

/** What the alarms of the cloud listen to. Absent where there is nothing to measure. */
export interface Ages {
  /** Hours since the newest copy shows the library. */
  readonly BackupAge: number;
  /** Hours since a copy was last found to be whole. */
  readonly ProofAge: number;
  /** Days until the first lock of a vault object that is needed ends. */
  readonly VaultLockDays?: number;
  /** Hours since the newest copy in the other account shows the library. */
  readonly OffsiteAge?: number;
}

/** The ages of backups, proofs and locks. Of what never was, since the library was founded: that must ring too. */
export const agesOf = (facts: HealthFacts, foundedAt: string): Ages => {
  const { now, vaultLockUntil, offsite } = facts;
  const [newest] = keptOf(facts.backups);
  return {
    BackupAge: ageHours(newest?.exportTime ?? foundedAt, now),
    ProofAge: ageHours(lastProofOf(facts.backups) ?? foundedAt, now),
    ...(vaultLockUntil === undefined ? {} : { VaultLockDays: Math.max(0, -ageDays(vaultLockUntil, now)) }),
    ...(offsite === undefined ? {} : { OffsiteAge: ageHours(offsite.copyOf ?? foundedAt, now) }),
  };
};
