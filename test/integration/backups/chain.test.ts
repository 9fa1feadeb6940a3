import { UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemHash } from '../../../shared/aws/canonical.ts';
import { itemFromJson } from '../../../shared/aws/dynamo-json.ts';
import { newDigest } from '../../../shared/backups/digest.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import { readLayers, readState } from '../../../shared/backups/state-reader.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { callAs } from '../../support/as-staff.ts';
import { exportLayout } from '../../support/export-layout-reader.ts';
import { scanTable } from '../../support/scan-table.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, partsOf, prove } from './backup-fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let cloud: SmallCloud;
let titleIds: string[];
const call = (ifMatch = 0) => callAs(cloud.system, cloud.managerId, ifMatch);
const open = () => bucketVersions(partsOf(cloud).backups);
const layersOf = (of: Backup) =>
  readLayers(open(), {
    key: `${of.prefix}backup.json`,
    versionId: of.manifestVersionId ?? '',
    hash: of.manifestHash ?? '',
  });

beforeAll(async () => {
  cloud = await startSmallCloud();
  ({ titleIds } = await fillLibrary(cloud.system, cloud.managerId, 4));
});
afterAll(() => cloud.close());

/** A day's work: something new, something changed, something gone from an index it was in. */
const work = async (day: number) => {
  const catalogue = catalogueHandlers(cloud.system);
  await catalogue['title.create'](call(), { form: { title: `New on day ${day}`, author: 'Ænes Ørsted' } });
  const [titleId = ''] = titleIds;
  const now = await catalogue['title.get'](call(), { titleId });
  await catalogue['title.edit'](call(now.version), {
    titleId,
    form: { title: `Day ${day}`, author: 'Somebody' },
  });
};

const backUpAndProve = async (): Promise<Backup> => {
  const { job } = await backUp(cloud);
  expect(job).toMatchObject({ state: 'done' });
  await prove(cloud, await openJob(cloud.system, 'proof'));
  const made = await newestBackup(cloud.system);
  expect(made.proof).toMatchObject({ passed: true, findings: [] });
  return made;
};

/** The backup, read by the product and by a stranger, is the table as it stood when it was asked for. */
const expectWhole = async (backup: Backup, before: Map<string, string>, windows: number) => {
  const keyOf = (item: Parameters<typeof itemHash>[0]) => `${item['PK']?.S} ${item['SK']?.S}`;
  const layers = await layersOf(backup);
  const own = layers.at(-1);
  const stranger = await exportLayout(cloud.s3, buckets.backups).stateAt('records', backup.exportTime);
  expect(stranger.windows).toBe(windows);
  const found = new Map<string, string>();
  for (const json of stranger.items.values()) {
    const item = itemFromJson(json);
    found.set(keyOf(item), itemHash(item));
  }
  for (const [key, hash] of before) expect([key, found.get(key)]).toEqual([key, hash]);
  const later = [...found.keys()].filter((key) => !before.has(key));
  expect(later.filter((key) => !/^(JOB|BACKUP|RUNNING)#/.test(key))).toEqual([]);

  const digest = newDigest();
  const read = new Map<string, string>();
  let records = 0;
  for await (const rows of readState(open(), layers, ['records', 'ledger']))
    for (const { item, file } of rows) {
      digest.add(file.table, item);
      if (file.table !== 'records') continue;
      if (item['SK']?.S === 'REC') records += 1;
      read.set(keyOf(item), itemHash(item));
    }
  expect([...read].sort()).toEqual([...found].sort());
  expect(own?.digest.value).toBe(digest.value());
  expect(own?.counts.items.records).toBe(read.size);
  expect(own?.counts.records).toBe(records);
};

const standing = async (): Promise<Map<string, string>> =>
  new Map(
    (await scanTable(cloud.system.dynamo, 'records')).map((item) => [
      `${item['PK']?.S} ${item['SK']?.S}`,
      itemHash(item),
    ]),
  );

const night = async (day: number) => {
  await work(day);
  const before = await standing();
  const backup = await backUpAndProve();
  return { before, backup };
};

describe('a week of backups', () => {
  let first: Backup;

  it('begins with everything', async () => {
    const { before, backup } = await night(0);
    first = backup;
    expect(backup).toMatchObject({ kind: 'full', class: 'monthly' });
    await expectWhole(backup, before, 0);
  });

  it('goes on with the changes of a day, and of each after it', async () => {
    for (const day of [1, 2]) {
      cloud.travel(DAY - HOUR);
      const { before, backup } = await night(day);
      expect(backup).toMatchObject({ kind: 'incremental' });
      expect(backup.chain?.map(({ backupId }) => backupId)[0]).toBe(first.id);
      expect(backup.chain).toHaveLength(day);
      await expectWhole(backup, before, day);
    }
  });

  it('holds the locks of what it builds on until its own ends', async () => {
    const backup = await newestBackup(cloud.system);
    for (const layer of await layersOf(backup))
      for (const { key, versionId, table } of layer.files) {
        if (table === 'keys') continue;
        const { Retention } = await cloud.s3.send(
          new GetObjectRetentionCommand({ Bucket: buckets.backups, Key: key, VersionId: versionId }),
        );
        expect(Retention?.RetainUntilDate?.toISOString() ?? '').toBe(backup.retainUntil);
      }
  });

  it('makes up for a missed night with two windows', async () => {
    cloud.travel(2 * DAY - HOUR);
    const { before, backup } = await night(3);
    expect(backup.kind).toBe('incremental');
    const { windows } = (await layersOf(backup)).at(-1) ?? {};
    expect(windows).toHaveLength(2);
    await expectWhole(backup, before, 4);
  });

  it('begins anew when recovery was switched off in between', async () => {
    for (const PointInTimeRecoveryEnabled of [false, true])
      await cloud.system.dynamo.send(
        new UpdateContinuousBackupsCommand({
          TableName: 'ledger',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
        }),
      );
    cloud.travel(HOUR);
    const { before, backup } = await night(4);
    expect(backup).toMatchObject({ kind: 'full' });
    await expectWhole(backup, before, 0);
  });
});
