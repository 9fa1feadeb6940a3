import { describe, expect, it } from 'vitest';
import { trendOf } from '../../../shared/backups/trend.ts';
import { Backup } from '../../../shared/contracts/backups.ts';

const id = (n: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${String(n).padStart(2, '0')}`;
const backup = (n: number, exportTime: string, more: Partial<Backup> = {}): Backup =>
  Backup.parse({
    id: id(n),
    version: 1,
    schema: 1,
    createdAt: exportTime,
    updatedAt: exportTime,
    actorId: 'system',
    changeId: id(0),
    entity: 'backup',
    kind: 'full',
    class: 'daily',
    state: 'kept',
    exportTime,
    prefix: 'daily/x/',
    lockMode: 'COMPLIANCE',
    files: 1,
    bytes: 100,
    records: 10,
    ...more,
  });

describe('the chart of size and restore time', () => {
  it('shows the copies that are there, oldest first, with the time their proof took', () => {
    const points = trendOf([
      backup(3, '2026-03-03T02:15:00.000Z', { kind: 'incremental', bytes: 5 }),
      backup(2, '2026-03-02T02:15:00.000Z', { state: 'failed' }),
      backup(1, '2026-03-01T02:15:00.000Z', {
        proof: {
          kind: 'rebuilt',
          at: '2026-03-01T03:00:00.000Z',
          passed: true,
          records: 10,
          events: 20,
          repaired: 0,
          seconds: 660,
          findings: [],
        },
      }),
    ]);
    expect(points).toEqual([
      {
        backupId: id(1),
        exportTime: '2026-03-01T02:15:00.000Z',
        kind: 'full',
        bytes: 100,
        records: 10,
        proof: { kind: 'rebuilt', seconds: 660, passed: true },
      },
      { backupId: id(3), exportTime: '2026-03-03T02:15:00.000Z', kind: 'incremental', bytes: 5, records: 10 },
    ]);
  });
});
