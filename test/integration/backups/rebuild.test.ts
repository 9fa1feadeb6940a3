import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../../shared/circulation/operations.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { callAs } from '../../support/as-staff.ts';
import { scanTable } from '../../support/scan-table.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, prove } from './backup-fixture.ts';
import { flipByte, onDisk } from './damage.ts';
import { leaveScratch, rebuild, scratchLeft } from './rebuild-fixture.ts';

let cloud: SmallCloud;
let backup: Backup;
let titleIds: string[];
let patronIds: string[];
const call = (ifMatch = 0) => callAs(cloud.system, cloud.managerId, ifMatch);

beforeAll(async () => {
  cloud = await startSmallCloud();
  cloud.clock.offsetMs = -3_600_000;
  ({ titleIds, patronIds } = await fillLibrary(cloud.container(), cloud.managerId, 6));
  cloud.clock.offsetMs = 0;
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  backup = await newestBackup(cloud.system);
});
afterAll(() => cloud.close());
afterEach(async () => {
  expect(await scratchLeft(cloud.system)).toEqual([]);
});

const recordWith = async (entity: string) => {
  const items = await scanTable(cloud.system.dynamo, 'records');
  const found = items.find(
    (item) => item['SK']?.S === 'REC' && item['entity']?.S === entity && item['version']?.N === '1',
  );
  if (found === undefined) throw new Error(`no ${entity}`);
  return found;
};
/** Changes a row of the live library behind its back, and puts it back afterwards. */
const meanwhile = async (table: string, item: Awaited<ReturnType<typeof recordWith>>, change: 'lost' | 'changed') => {
  const Key = { PK: item['PK'] ?? { S: '' }, SK: item['SK'] ?? { S: '' } };
  if (change === 'lost') await cloud.system.dynamo.send(new DeleteItemCommand({ TableName: table, Key }));
  else await cloud.system.dynamo.send(new PutItemCommand({ TableName: table, Item: { ...item, spoiled: { S: 'x' } } }));
  const { proof } = await rebuild(cloud, backup.id);
  await cloud.system.dynamo.send(new PutItemCommand({ TableName: table, Item: item }));
  return proof;
};

describe('a backup that is rebuilt', () => {
  it('matches the library it was made of, is timed, and leaves a result and no table', async () => {
    const { job, proof } = await rebuild(cloud, backup.id);
    expect(job).toMatchObject({ state: 'done', tally: { passed: 1, findings: 0 } });
    expect(proof).toMatchObject({ kind: 'rebuilt', passed: true, findings: [] });
    expect(proof?.records).toBeGreaterThan(20);
    expect(proof?.events).toBeGreaterThan(20);
    expect(proof?.seconds).toBeGreaterThan(0);
    const { events } = await eventsOfRecord(cloud.system, 'backup', backup.id);
    expect(events[0]).toMatchObject({ type: 'backup.proved', params: { kind: 'rebuilt', records: proof?.records } });
  });

  it('explains by later events what the library has done since', async () => {
    await catalogueHandlers(cloud.system)['title.edit'](call(1), {
      titleId: titleIds[2] ?? '',
      form: { title: 'Changed since', author: 'Somebody' },
    });
    await catalogueHandlers(cloud.system)['title.create'](call(), { form: { title: 'New since', author: 'B' } });
    const loans = circulationHandlers(cloud.system);
    await loans['loan.open'](call(), { patronId: patronIds[0] ?? '', barcode: 'B4B' });
    await loans['loan.return'](call(), { barcode: 'B4B' });
    const { job, proof } = await rebuild(cloud, backup.id);
    expect(proof).toMatchObject({ passed: true, findings: [] });
    expect(job.tally['later']).toBeGreaterThan(3);
  });

  it('is judged in many small passes as in one', async () => {
    const { proof } = await rebuild(cloud, backup.id, { itemsPerPass: 60 });
    expect(proof).toMatchObject({ passed: true, findings: [] });
  });

  it('first removes what an earlier one left behind, whatever it looks like', async () => {
    await leaveScratch(cloud.system);
    expect(await scratchLeft(cloud.system)).toHaveLength(1);
    const { proof } = await rebuild(cloud, backup.id);
    expect(proof?.passed).toBe(true);
  });
});

describe('a live library that is not what its backup and its ledger say', () => {
  it('a record changed behind its ledger is named', async () => {
    const item = await recordWith('item');
    const proof = await meanwhile('records', item, 'changed');
    expect(proof?.findings).toContainEqual({ code: 'finding.record-differs', record: `item ${item['id']?.S}` });
  });
  it('a record that vanished is named', async () => {
    const item = await recordWith('patron');
    const proof = await meanwhile('records', item, 'lost');
    expect(proof?.findings).toContainEqual({ code: 'finding.record-missing', record: `patron ${item['id']?.S}` });
  });
  it('an event that was altered, or taken out, is named', async () => {
    const event = (await scanTable(cloud.system.dynamo, 'ledger')).find((item) => item['type']?.S === 'title.created');
    if (event === undefined) throw new Error('no event');
    const record = `title ${event['recordId']?.S}`;
    expect((await meanwhile('ledger', event, 'changed'))?.findings).toEqual([
      { code: 'finding.event-differs', record },
    ]);
    expect((await meanwhile('ledger', event, 'lost'))?.findings).toEqual([{ code: 'finding.event-missing', record }]);
  });
  it('a claim that leads elsewhere is named', async () => {
    const items = await scanTable(cloud.system.dynamo, 'records');
    const claim = items.find((item) => item['SK']?.S === 'BARCODE' && item['entity']?.S === 'item');
    if (claim === undefined) throw new Error('no claim');
    const proof = await meanwhile('records', claim, 'changed');
    expect(proof?.findings).toContainEqual({ code: 'finding.claim', record: `item ${claim['id']?.S}` });
  });
});

describe('a backup that is torn', () => {
  it.each([8, 11, 14])('is rebuilt without the torn changes, and says how many: %i rows missing', async (rows) => {
    const loans = circulationHandlers(cloud.system);
    await loans['loan.open'](call(), { patronId: patronIds[1] ?? '', barcode: 'B5B' });
    await loans['loan.return'](call(), { barcode: 'B5B' });
    cloud.dynamo.tearNextExport('records', rows);
    await backUp(cloud);
    await prove(cloud, await openJob(cloud.system, 'proof'));
    const torn = await newestBackup(cloud.system);
    const { proof } = await rebuild(cloud, torn.id);
    expect(proof).toMatchObject({ kind: 'rebuilt', passed: true, findings: [] });
    expect(proof?.repaired).toBeGreaterThan(0);
  });
});

describe('a backup that is damaged', () => {
  it('is not rebuilt: the file is named, and no table stays', async () => {
    const newest = await newestBackup(cloud.system);
    flipByte(onDisk(cloud.dir, `${newest.prefix}backup.json`));
    const { job, proof } = await rebuild(cloud, newest.id);
    expect(job.state).toBe('done');
    expect(proof).toMatchObject({
      passed: false,
      findings: [{ code: 'finding.file-changed', file: `${newest.prefix}backup.json` }],
    });
  });
});
