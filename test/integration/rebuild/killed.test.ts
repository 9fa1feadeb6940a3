import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { canonicalItem } from '../../../shared/aws/canonical.ts';
import type { System } from '../../../shared/aws/system.ts';
import { readMark } from '../../../shared/backups/rebuild/mark.ts';
import { type Restored, restoreLibrary } from '../../../shared/backups/rebuild/restore.ts';
import { type EmptyCloud, startEmptyCloud } from '../../support/empty-cloud.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp } from '../backups/backup-fixture.ts';
import { Dead, mortal } from '../backups/mortal.ts';
import { allOf, bucketSourceOf, type Invitation, restoreParts } from './rebuild-fixture.ts';

let cloud: SmallCloud;
let calm: EmptyCloud;
let target: EmptyCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 30);
  await backUp(cloud);
  calm = await startEmptyCloud();
  target = await startEmptyCloud();
});
afterAll(async () => {
  await calm?.close();
  await target?.close();
  await cloud?.close();
});

/** Records and events without what a restore makes anew each time: ids, moments. */
const library = async (system: System): Promise<string[]> => {
  const isAnew = (item: AttributeMap): boolean =>
    /^(job|JOB|HIST#job|HIST#backup|backup|BACKUP|RUNNING|RESTORE|CLASS)#/.test(item['PK']?.S ?? '') ||
    item['type']?.S === 'library.restored';
  const found: string[] = [];
  for (const table of ['records', 'ledger', 'keys'] as const)
    for (const item of (await allOf(system, table)).values()) if (!isAnew(item)) found.push(canonicalItem(item));
  return found.sort();
};
const eventsOf = async (system: System): Promise<string[]> =>
  [...(await allOf(system, 'ledger')).values()].map((item) => `${item['type']?.S} ${item['entity']?.S}`).sort();

/** Restores with processes that die at their first call, before it or after; at their second; and so on, until one ends it. */
const throughDeaths = async (): Promise<{ deaths: number; restored: Restored; invited: Invitation[] }> => {
  const source = await bucketSourceOf(cloud);
  const invited: Invitation[] = [];
  let deaths = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const life = mortal(1 + Math.floor(turn / 2), turn % 2 === 1);
    const client = life.dynamo(target.dynamoClient());
    const parts = restoreParts(cloud, target, source, { system: target.container(client) });
    try {
      const restored = await restoreLibrary(parts);
      return { deaths, restored, invited: [...invited, ...parts.invited] };
    } catch (error) {
      if (!(error instanceof Dead) && !life.isDead()) throw error;
      deaths += 1;
    } finally {
      invited.push(...parts.invited);
      client.destroy();
    }
  }
  throw new Error('the restore did not end');
};

describe('a restore whose process is killed again and again', () => {
  it('ends as one that nobody disturbed: every record once, one telling of it, nothing half done', async () => {
    await restoreLibrary(restoreParts(cloud, calm, await bucketSourceOf(cloud)));
    const { deaths, restored, invited } = await throughDeaths();
    expect(deaths).toBeGreaterThanOrEqual(20);
    expect(restored.already).toBe(false);
    expect(invited.map(({ email }) => email)).toContain('maria@example.org');
    expect(await library(target.system)).toEqual(await library(calm.system));
    expect(await eventsOf(target.system)).toEqual(await eventsOf(calm.system));
    expect(await readMark(target.system)).toMatchObject({ stage: 'done' });
  });
});
