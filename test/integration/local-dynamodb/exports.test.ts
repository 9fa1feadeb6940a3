import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import {
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ListExportsCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type RunningDynamo, startDynamo, tableNamed } from './dynamo-fixture.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:000000000000:table/records';
const key = (pk: string) => ({ PK: { S: pk }, SK: { S: 'A' } });
const fileEntry = z.object({ itemCount: z.number(), md5Checksum: z.string(), dataFileS3Key: z.string() });
const image = z.record(z.string(), z.unknown());
const line = z.object({
  Item: image.optional(),
  Metadata: z.unknown().optional(),
  Keys: image.optional(),
  NewImage: image.optional(),
  OldImage: image.optional(),
});

let local: RunningDynamo;
beforeEach(async () => {
  local = await startDynamo();
  // Recovery was switched on half an hour ago.
  local.clock.offset = -30 * 60_000;
  await local.dynamo.ensureTable(tableNamed('records'));
  local.clock.offset = 0;
});
afterEach(() => local.remove());

const put = (pk: string, n = 0) =>
  local.client.send(new PutItemCommand({ TableName: 'records', Item: { ...key(pk), n: { N: String(n) } } }));

/** Makes every change so far that much older, in seconds. */
function age(by: number): void {
  const db = new DatabaseSync(join(local.dir, 'dynamodb', 'tables.sqlite'));
  db.prepare('UPDATE _stream_records SET created_at = created_at - ?').run(by);
  db.close();
}

async function finished(arn: string | undefined) {
  for (;;) {
    const { ExportDescription } = await local.client.send(new DescribeExportCommand({ ExportArn: arn }));
    if (ExportDescription?.ExportStatus !== 'IN_PROGRESS') return ExportDescription;
    await delay(100);
  }
}

async function exported(input: Partial<ExportTableToPointInTimeCommandInput> = {}) {
  const asked = await local.client.send(
    new ExportTableToPointInTimeCommand({ TableArn: TABLE_ARN, S3Bucket: 'work', S3Prefix: 'exports', ...input }),
  );
  expect(asked.ExportDescription?.ExportStatus).toBe('IN_PROGRESS');
  const done = await finished(asked.ExportDescription?.ExportArn);
  expect(done?.ExportStatus).toBe('COMPLETED');
  return done;
}

function object(name: string): Buffer {
  const found = local.bucket.get(name);
  if (!found) throw new Error(`no object ${name}`);
  return found;
}

function linesOf(manifest: string | undefined) {
  const summary = z.object({ manifestFilesS3Key: z.string(), itemCount: z.number() });
  const text = object(manifest ?? '').toString();
  expect(object((manifest ?? '').replace('.json', '.md5')).toString()).toBe(
    createHash('md5').update(text).digest('base64'),
  );
  const { manifestFilesS3Key, itemCount } = summary.parse(JSON.parse(text));
  const entries = object(manifestFilesS3Key)
    .toString()
    .trim()
    .split('\n')
    .map((each) => fileEntry.parse(JSON.parse(each)));
  expect(entries.length).toBeGreaterThan(1);
  const lines = entries.flatMap((entry) => {
    const bytes = object(entry.dataFileS3Key);
    expect(createHash('md5').update(bytes).digest('base64')).toBe(entry.md5Checksum);
    const texts = gunzipSync(bytes)
      .toString()
      .split('\n')
      .filter((each) => each !== '');
    expect(texts.length).toBe(entry.itemCount);
    return texts.map((each) => line.parse(JSON.parse(each)));
  });
  expect(lines.length).toBe(itemCount);
  return { lines, entries };
}

const names = (lines: readonly z.infer<typeof line>[]) =>
  lines.map(({ Item }) => z.object({ PK: z.object({ S: z.string() }) }).parse(Item).PK.S).sort();

describe('a full export', () => {
  it('has the layout, the manifests and the checksums of AWS, with some files empty', async () => {
    await put('T#1', 7);
    const done = await exported();
    expect(done?.ExportManifest).toMatch(/^exports\/AWSDynamoDB\/\d{14}-[0-9a-f]{8}\/manifest-summary\.json$/);
    expect(local.bucket.has(done?.ExportManifest?.replace('manifest-summary.json', '_started') ?? '')).toBe(true);
    const { lines, entries } = linesOf(done?.ExportManifest);
    expect(lines).toEqual([{ Item: { ...key('T#1'), n: { N: '7' } } }]);
    expect(entries.filter(({ itemCount }) => itemCount === 0).length).toBe(3);
    expect(local.calls.map(({ action }) => action)).toContain('ExportTableToPointInTime');
    const { ExportSummaries } = await local.client.send(new ListExportsCommand({ TableArn: TABLE_ARN }));
    expect(ExportSummaries?.map(({ ExportStatus }) => ExportStatus)).toEqual(['COMPLETED']);
  });

  it('is the table as it was at the moment asked for, whatever was changed, added and deleted since', async () => {
    await put('kept', 1);
    await put('changed', 1);
    await put('deleted', 1);
    await delay(1100);
    const ExportTime = new Date();
    await delay(1100);
    await put('changed', 2);
    await put('added', 2);
    await local.client.send(new DeleteItemCommand({ TableName: 'records', Key: key('deleted') }));
    const { lines } = linesOf((await exported({ ExportTime }))?.ExportManifest);
    expect(names(lines)).toEqual(['changed', 'deleted', 'kept']);
    expect(lines.every(({ Item }) => JSON.stringify(Item?.['n']) === '{"N":"1"}')).toBe(true);
  });

  it('never holds half a transaction while others write, unless a tear is ordered', async () => {
    const pair = (n: number) =>
      local.client.send(
        new TransactWriteItemsCommand({
          TransactItems: ['L', 'R'].map((side) => ({ Put: { TableName: 'records', Item: key(`${side}#${n}`) } })),
        }),
      );
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) await pair(n);
    })();
    const whole = linesOf((await exported())?.ExportManifest);
    writing = false;
    await writer;
    const sides = names(whole.lines);
    expect(sides.filter((name) => name.startsWith('L')).length).toBe(
      sides.filter((name) => name.startsWith('R')).length,
    );
    await delay(1100);
    local.dynamo.tearNextExport('records', 1);
    const torn = names(linesOf((await exported())?.ExportManifest).lines);
    expect(torn.length % 2).toBe(1);
  });
});

describe('an incremental export', () => {
  it('has one final state for each item changed in the window, and no new image for a deleted one', async () => {
    const from = new Date(Date.now() - 16 * 60_000);
    await put('before');
    await put('untouched');
    age(20 * 60);
    await put('changed', 1);
    await put('changed', 2);
    await put('gone', 1);
    await local.client.send(new DeleteItemCommand({ TableName: 'records', Key: key('gone') }));
    await local.client.send(new DeleteItemCommand({ TableName: 'records', Key: key('before') }));
    await delay(1100);
    const done = await exported({
      ExportType: 'INCREMENTAL_EXPORT',
      IncrementalExportSpecification: {
        ExportFromTime: from,
        ExportToTime: new Date(),
        ExportViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    const { lines, entries } = linesOf(done?.ExportManifest);
    expect(entries.every(({ dataFileS3Key }) => dataFileS3Key.startsWith('exports/AWSDynamoDB/data/'))).toBe(true);
    const byKey = new Map(lines.map((each) => [JSON.stringify(each.Keys?.['PK']), each]));
    expect(byKey.size).toBe(3);
    expect(byKey.get('{"S":"changed"}')?.NewImage?.['n']).toEqual({ N: '2' });
    expect(byKey.get('{"S":"gone"}')).not.toHaveProperty('NewImage');
    expect(byKey.get('{"S":"before"}')?.OldImage?.['n']).toEqual({ N: '0' });
    expect(byKey.get('{"S":"changed"}')?.Metadata).toEqual({
      WriteTimestampMicros: { N: expect.stringMatching(/^\d{16}$/) },
    });
  });

  it('refuses windows under 15 minutes and over 24 hours', async () => {
    for (const minutes of [14, 24 * 60 + 1]) {
      const ExportFromTime = new Date(Date.now() - minutes * 60_000);
      const asked = local.client.send(
        new ExportTableToPointInTimeCommand({
          TableArn: TABLE_ARN,
          S3Bucket: 'work',
          ExportType: 'INCREMENTAL_EXPORT',
          IncrementalExportSpecification: { ExportFromTime, ExportToTime: new Date(), ExportViewType: 'NEW_IMAGE' },
        }),
      );
      await expect(asked).rejects.toMatchObject({ name: 'InvalidExportTimeException' });
    }
  });
});

describe('exports one after the other', () => {
  const window = (from: Date, to: Date) => ({
    ExportType: 'INCREMENTAL_EXPORT' as const,
    IncrementalExportSpecification: {
      ExportFromTime: from,
      ExportToTime: to,
      ExportViewType: 'NEW_AND_OLD_IMAGES' as const,
    },
  });
  const ago = (minutes: number) => new Date((Math.floor(Date.now() / 1000) - minutes * 60) * 1000);

  it('show every change once, also one made in the very second of the moment between them', async () => {
    const middle = ago(16);
    await put('before', 1);
    await put('changed', 1);
    age(16 * 60 + 1);
    await put('changed', 2);
    await put('between', 2);
    age(16 * 60);
    const db = new DatabaseSync(join(local.dir, 'dynamodb', 'tables.sqlite'));
    // The last two exactly in the second of the moment.
    db.prepare('UPDATE _stream_records SET created_at = ? WHERE id > 2').run(middle.getTime() / 1000);
    db.prepare('UPDATE _stream_records SET created_at = ? WHERE id <= 2').run(middle.getTime() / 1000 - 1);
    db.close();
    const full = linesOf((await exported({ ExportTime: middle }))?.ExportManifest).lines;
    expect(names(full)).toEqual(['before', 'changed']);
    const { lines } = linesOf((await exported(window(middle, new Date())))?.ExportManifest);
    const changed = new Map(lines.map((each) => [JSON.stringify(each.Keys?.['PK']), each]));
    expect([...changed.keys()].sort()).toEqual(['{"S":"between"}', '{"S":"changed"}']);
    expect(changed.get('{"S":"changed"}')?.OldImage?.['n']).toEqual({ N: '1' });
  });

  it('bring what a torn export missed in the one after it, also after the cloud was started again', async () => {
    await put('kept', 1);
    await put('late', 1);
    age(17 * 60);
    const middle = ago(16);
    local.dynamo.tearNextExport('records', 1);
    expect(names(linesOf((await exported({ ExportTime: middle }))?.ExportManifest).lines)).toEqual(['kept']);
    await local.stop();
    local = await startDynamo(local.dir);
    expect(names(linesOf((await exported({ ExportTime: middle }))?.ExportManifest).lines)).toEqual(['kept']);
    const { lines } = linesOf((await exported(window(middle, new Date())))?.ExportManifest);
    expect(lines.map(({ Keys }) => Keys?.['PK'])).toEqual([{ S: 'late' }]);
  });

  it('are refused when they reach into the future or behind the recovery window', async () => {
    for (const [from, to] of [
      [ago(20), new Date(Date.now() + 60_000)],
      [ago(45), ago(0)],
    ] as const) {
      const asked = local.client.send(
        new ExportTableToPointInTimeCommand({ TableArn: TABLE_ARN, S3Bucket: 'work', ...window(from, to) }),
      );
      await expect(asked).rejects.toMatchObject({ name: 'InvalidExportTimeException' });
    }
  });
});

describe('the recovery window', () => {
  const ask = (ExportTime: Date, TableArn = TABLE_ARN) =>
    local.client.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'work', ExportTime }));

  it('begins when recovery was switched on; times before it and after now are refused', async () => {
    const { ContinuousBackupsDescription } = await local.client.send(
      new DescribeContinuousBackupsCommand({ TableName: 'records' }),
    );
    const { PointInTimeRecoveryStatus, EarliestRestorableDateTime } =
      ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    expect(PointInTimeRecoveryStatus).toBe('ENABLED');
    const earliest = EarliestRestorableDateTime?.getTime() ?? 0;
    await expect(ask(new Date(earliest - 5000))).rejects.toMatchObject({ name: 'InvalidExportTimeException' });
    await expect(ask(new Date(Date.now() + 60_000))).rejects.toMatchObject({ name: 'InvalidExportTimeException' });
  });

  it('does not exist for a table without recovery, and an absent table is said to be absent', async () => {
    await local.dynamo.ensureTable(tableNamed('transient', { pitr: false }));
    const transient = TABLE_ARN.replace('records', 'transient');
    await expect(ask(new Date(), transient)).rejects.toMatchObject({ name: 'PointInTimeRecoveryUnavailableException' });
    const absent = TABLE_ARN.replace('records', 'nothing');
    await expect(ask(new Date(), absent)).rejects.toMatchObject({ name: 'TableNotFoundException' });
  });

  it('answers a repeated request with the same export, and refuses its token for another request', async () => {
    const input = { TableArn: TABLE_ARN, S3Bucket: 'work', ClientToken: 'again' };
    const first = await local.client.send(new ExportTableToPointInTimeCommand(input));
    const second = await local.client.send(new ExportTableToPointInTimeCommand(input));
    expect(second.ExportDescription?.ExportArn).toBe(first.ExportDescription?.ExportArn);
    const other = local.client.send(new ExportTableToPointInTimeCommand({ ...input, S3Bucket: 'other' }));
    await expect(other).rejects.toMatchObject({ name: 'ExportConflictException' });
  });
});
