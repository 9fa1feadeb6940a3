import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { circulationHandlers } from '../../../shared/circulation/operations.ts';
import { patronHandlers } from '../../../shared/patrons/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, prove } from './backup-fixture.ts';

let cloud: SmallCloud;
let patronId: string;
beforeAll(async () => {
  cloud = await startSmallCloud();
  // Whatever is not done just before a backup was done long before it.
  cloud.clock.offsetMs = -3_600_000;
  ({
    patronIds: [patronId = ''],
  } = await fillLibrary(cloud.system, cloud.managerId, 4));
  cloud.clock.offsetMs = 0;
});
afterAll(() => cloud.close());

/** A loan opened and one returned just before a backup that misses the last changes of one table. */
const tornBackup = async (table: 'records' | 'ledger', changes: number) => {
  const call = () => callAs(cloud.system, cloud.managerId);
  const circulation = circulationHandlers(cloud.system);
  await circulation['loan.open'](call(), { patronId, barcode: 'B2B' });
  await circulation['loan.return'](call(), { barcode: 'B2B' });
  cloud.dynamo.tearNextExport(table, changes);
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  const { proof } = await newestBackup(cloud.system);
  return proof;
};

describe('a transaction that the export caught half-made', () => {
  it.each([
    ['records', 3],
    ['records', 8],
    ['ledger', 3],
  ] as const)('is reported as repaired, not as damage: %s without its last %i changes', async (table, changes) => {
    const proof = await tornBackup(table, changes);
    expect(proof?.findings).toEqual([]);
    expect(proof?.passed).toBe(true);
    expect(proof?.repaired).toBeGreaterThan(0);
  });

  it('is not taken for one when it is older than a transaction can be on its way', async () => {
    cloud.clock.offsetMs = -3_600_000;
    // A container of its own: ids never go back in time within one.
    const earlier = cloud.container();
    const { id } = await patronHandlers(earlier)['patron.create'](callAs(earlier, cloud.managerId), {
      name: 'Nobody Special',
      card: 'P99',
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
    });
    cloud.clock.offsetMs = 0;
    // The request of the backup is three changes; before it stand the lookups, the card, the grant and the record.
    cloud.dynamo.tearNextExport('records', 3 + 6);
    await backUp(cloud);
    await prove(cloud, await openJob(cloud.system, 'proof'));
    const { proof } = await newestBackup(cloud.system);
    expect(proof?.passed).toBe(false);
    expect(proof?.findings.map((finding) => finding.record)).toContain(`patron ${id}`);
  });
});
