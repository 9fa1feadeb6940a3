import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, prove } from './backup-fixture.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 8);
});
afterAll(() => cloud.close());

describe('backing up now', () => {
  it('ends with a kept backup', async () => {
    const { job } = await backUp(cloud);
    expect(job).toMatchObject({ state: 'done' });
    const backup = await newestBackup(cloud.system);
    expect(backup).toMatchObject({ state: 'kept', class: 'monthly', lockMode: 'GOVERNANCE' });
    await prove(cloud, await openJob(cloud.system, 'proof'));
    expect((await newestBackup(cloud.system)).proof).toMatchObject({ passed: true });
  });
});
