import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { restoreLibrary } from '../../../shared/backups/rebuild/restore.ts';
import { RestoreRefused } from '../../../shared/backups/rebuild/source.ts';
import { patronHandlers } from '../../../shared/patrons/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { type EmptyCloud, startEmptyCloud } from '../../support/empty-cloud.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp } from '../backups/backup-fixture.ts';
import { allOf, bucketSourceOf, difference, restoreParts } from './rebuild-fixture.ts';

let cloud: SmallCloud;
let before: Record<'records' | 'ledger' | 'keys', Map<string, AttributeMap>>;
const targets: EmptyCloud[] = [];
const emptyCloud = async (): Promise<EmptyCloud> => {
  const target = await startEmptyCloud();
  targets.push(target);
  return target;
};

beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 6);
  const { system } = cloud;
  before = {
    records: await allOf(system, 'records'),
    ledger: await allOf(system, 'ledger'),
    keys: await allOf(system, 'keys'),
  };
  const { job } = await backUp(cloud);
  expect(job.state).toBe('done');
});
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
});
afterAll(() => cloud.close());

describe('a library restored into an empty deployment', () => {
  it('has every record, every event and every key as they were, raw', async () => {
    const target = await emptyCloud();
    const parts = restoreParts(cloud, target, await bucketSourceOf(cloud));
    const restored = await restoreLibrary(parts);
    expect(restored.already).toBe(false);
    const records = difference(before.records, await allOf(target.system, 'records'));
    expect(records.lost).toEqual([]);
    // Founding asked for a search index, which nobody made here: that job ended with the library it was for.
    const ofWork = /^(JOB|HIST#job|HIST#backup|BACKUP|RUNNING)#/;
    expect(records.changed.filter((key) => !ofWork.test(key))).toEqual([]);
    expect(records.changed).toHaveLength(2);
    // What is new came with the backup (its own job and record), the restore, and the work it asked for.
    expect(records.added.filter((key) => !ofWork.test(key))).toEqual([]);
    const ledger = difference(before.ledger, await allOf(target.system, 'ledger'));
    expect(ledger).toMatchObject({ lost: [], changed: [] });
    const keys = difference(before.keys, await allOf(target.system, 'keys'));
    expect(keys).toEqual({ lost: [], changed: ['CLASS#library KEY'], added: ['RESTORE#library STATE'] });
  });

  it('opens its patrons under its own key, and invites everybody who works there', async () => {
    const target = await emptyCloud();
    const parts = restoreParts(cloud, target, await bucketSourceOf(cloud));
    const { readers, staffInvited } = await restoreLibrary(parts);
    expect(readers).toMatchObject({ patrons: 2, opened: 2 });
    expect(staffInvited).toBe(1);
    expect(parts.invited).toEqual([{ personId: cloud.managerId, email: 'maria@example.org' }]);
    const call = callAs(target.system, cloud.managerId);
    const { rows } = await patronHandlers(target.system)['patron.find'](call, { words: 'Número' });
    expect(rows.map((row) => row.name).sort()).toEqual(['Patron Número 1 日本', 'Patron Número 2 日本']);
  });

  it('ends the work that was under way, says so in the ledger, and asks for a search index and a first backup', async () => {
    const target = await emptyCloud();
    const { jobsEnded } = await restoreLibrary(restoreParts(cloud, target, await bucketSourceOf(cloud)));
    // The search index of the founding, and the backup itself, which was under way at the moment it shows.
    expect(jobsEnded).toBe(2);
    const records = await allOf(target.system, 'records');
    const jobs = [...records.values()].filter((item) => item['SK']?.S === 'REC' && item['entity']?.S === 'job');
    const open = jobs.filter((job) => job['endedAt'] === undefined).map((job) => job['kind']?.S);
    expect(open.sort()).toEqual(['backup', 'reindex']);
    const ended = jobs.filter((job) => job['failure']?.M?.['code']?.S === 'job-restored');
    expect(ended.map((job) => job['kind']?.S).sort()).toEqual(['backup', 'reindex']);
    const events = [...(await allOf(target.system, 'ledger')).values()].map((item) => item['type']?.S);
    expect(events).toContain('library.restored');
    const kept = [...records.values()].filter((item) => item['entity']?.S === 'backup' && item['SK']?.S === 'REC');
    expect(kept.map((item) => item['state']?.S)).not.toContain('kept');
  });

  it('refuses a deployment that holds anything, and touches nothing of it', async () => {
    const target = await emptyCloud();
    await restoreLibrary(restoreParts(cloud, target, await bucketSourceOf(cloud)));
    const source = await bucketSourceOf(cloud);
    const into = restoreParts(cloud, target, { ...source, ref: { ...source.ref } }, { system: cloud.system });
    const standing = await allOf(cloud.system, 'records');
    await expect(restoreLibrary(into)).rejects.toThrow(RestoreRefused);
    await expect(restoreLibrary(into)).rejects.toThrow(/holds a library already/);
    expect(await allOf(cloud.system, 'records')).toEqual(standing);
  });

  it('says at a second run that all was done, and does nothing twice', async () => {
    const target = await emptyCloud();
    const source = await bucketSourceOf(cloud);
    await restoreLibrary(restoreParts(cloud, target, source));
    const ledger = await allOf(target.system, 'ledger');
    const again = restoreParts(cloud, target, source);
    expect(await restoreLibrary(again)).toMatchObject({ already: true, staffInvited: 1 });
    expect(again.invited).toEqual([]);
    expect(await allOf(target.system, 'ledger')).toEqual(ledger);
  });

  it('does not begin without the key of the library, and says what to give it', async () => {
    const target = await emptyCloud();
    const parts = restoreParts(cloud, target, await bucketSourceOf(cloud));
    const locked = { ...parts, classKeys: { ...parts.classKeys, open: async () => undefined } };
    await expect(restoreLibrary(locked)).rejects.toThrow(/--identity FILE/);
    const other = { ...parts, classKeys: { ...parts.classKeys, open: async () => new Uint8Array(32) } };
    await expect(restoreLibrary(other)).rejects.toThrow(/of another library/);
    expect(await allOf(target.system, 'keys')).toEqual(new Map());
  });
});
