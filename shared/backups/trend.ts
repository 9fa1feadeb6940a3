import type { Backup } from '../contracts/backups.ts';
import type { TrendPoint } from '../contracts/health.ts';

/** The copies that were kept, oldest first, as the chart of size and restore time draws them. */
export const trendOf = (backups: readonly Backup[]): TrendPoint[] =>
  backups
    .filter(({ state }) => state === 'kept')
    .map(({ id, exportTime, kind, bytes, records, proof }): TrendPoint => {
      const point = { backupId: id, exportTime, kind, bytes, records };
      return proof === undefined
        ? point
        : { ...point, proof: { kind: proof.kind, seconds: proof.seconds, passed: proof.passed } };
    })
    .sort((a, b) => (a.exportTime < b.exportTime ? -1 : 1));
