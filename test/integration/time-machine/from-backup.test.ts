import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toItem } from '../../../shared/aws/fragments.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import { historyKey } from '../../../shared/aws/keys.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { backUp, newestBackup } from '../backups/backup-fixture.ts';
import { copyOfLibrary, DAY_MS, purgeTonight } from '../bin/bin-fixture.ts';
import { type Machine, machineOf } from './machine-fixture.ts';

let cloud: SmallCloud;
let desk: Desk;
let machine: Machine;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  machine = machineOf(cloud.system, cloud.managerId, bucketVersions(keptBucket(cloud.s3, buckets.backups)));
});
afterAll(() => cloud.close());

const nameOf = async (titleId: string) => (await desk.catalogue['title.get'](machine.call(), { titleId })).brief.title;

describe('a past that the library itself no longer holds', () => {
  it('is read from a backup: a version whose history was damaged, and the plan without one says what is lost', async () => {
    const titleId = await desk.title('Only in the copy');
    const at = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'Spoilt' } });
    await backUp(cloud);
    const backup = await newestBackup(cloud.system);
    const Key = toItem({ ...historyKey('title', titleId, 1) });
    await cloud.system.dynamo.send(new DeleteItemCommand({ TableName: 'records', Key }));
    const records = [{ entity: 'title', id: titleId } as const];
    const without = await machine.plan({ kind: 'records', records, at });
    expect(without.examples).toMatchObject([{ id: titleId, kept: 'past-lost' }]);
    expect((await machine.restore({ kind: 'records', records, at, backupId: backup.id })).tally).toEqual({
      restored: 1,
    });
    expect(await nameOf(titleId)).toBe('Only in the copy');
  }, 30_000);

  it('is read from a backup: a purged title with its copy, under the versions after the last', async () => {
    const titleId = await desk.title('Purged and missed');
    const itemId = await desk.item(titleId, 'PURGE-1');
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'As people know it' } });
    const patronId = await desk.patron('Eva Erased');
    const at = await machine.moment();
    await desk.catalogue['item.bin'](desk.call(1), { itemId });
    await desk.catalogue['title.bin'](desk.call(2), { titleId });
    await desk.patrons['patron.bin'](desk.call(1), { patronId });
    await backUp(cloud);
    const backup = await newestBackup(cloud.system);
    await copyOfLibrary(cloud.system, cloud.system.clock());
    cloud.clock.offsetMs += 31 * DAY_MS;
    await purgeTonight(cloud.system);
    expect((await refusal(desk.catalogue['title.get'](machine.call(), { titleId }))).code).toBe('not-found');

    const records = [
      { entity: 'title', id: titleId } as const,
      { entity: 'item', id: itemId } as const,
      { entity: 'patron', id: patronId } as const,
    ];
    // Everything since then: it says that they are gone, and does not pretend there was nothing.
    const whole = await machine.plan({ kind: 'everything', at });
    const gone = (await machine.rows(whole.jobId)).map(({ id, kept }) => [id, kept]);
    expect(new Map(gone.map(([id, kept]) => [id, kept]))).toEqual(
      new Map([
        [titleId, 'purged'],
        [itemId, 'purged'],
        [patronId, 'erased'],
      ]),
    );
    const plan = await machine.plan({ kind: 'records', records, at, backupId: backup.id });
    expect(plan).toMatchObject({ total: 3, changes: 2 });
    const job = await machine.work((await machine.ask(plan)).jobId);
    expect(job.tally).toEqual({ restored: 2, kept: 1 });
    const view = await desk.catalogue['title.get'](machine.call(), { titleId });
    expect(view).toMatchObject({ brief: { title: 'As people know it' }, version: 5, items: [{ barcode: 'PURGE-1' }] });
    await desk.lend(await desk.patron('Rita Reader'), 'PURGE-1');
    await desk.takeBack('PURGE-1');
    await desk.catalogue['title.edit'](desk.call(5), { titleId, form: { title: 'Goes on' } });
    expect((await auditLibrary(cloud.system)).wrong.filter((line) => !/version [1-4] is lost/.test(line))).toEqual([]);
  }, 30_000);
});
