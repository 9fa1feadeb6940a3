import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../infra/local/runner/cloud.ts';
import { type MiniAssembly, writeMiniAssembly } from './mini-assembly.ts';

const root = mkdtempSync(join(tmpdir(), 'cloud-'));
let mini: MiniAssembly;
let cloud: LocalCloud;
const logged: string[] = [];

beforeAll(async () => {
  mini = writeMiniAssembly(root);
  cloud = await startLocalCloud({ ...mini, dir: join(root, 'data'), log: (line) => logged.push(line) });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(root, { recursive: true, force: true });
});

function config(service: string) {
  const { accessKeyId, secretAccessKey, region, endpoints } = cloud.aws;
  const endpoint = endpoints[service];
  if (endpoint === undefined) throw new Error(`no ${service}`);
  return { region, endpoint, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
}
const lines = (name: string) =>
  existsSync(mini.out(name))
    ? readFileSync(mini.out(name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

describe('a site', () => {
  it('answers any page address with the page, and its assets packed, with the headers of its policy', async () => {
    const page = await fetch(`${cloud.addresses.console}/titles/1`);
    expect([page.status, await page.text()]).toEqual([200, '<h1>Console</h1>']);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-from')).toBe('edge');
    const asset = await fetch(`${cloud.addresses.console}/assets/app.js`, { headers: { 'accept-encoding': 'br' } });
    expect(asset.headers.get('content-encoding')).toBe('br');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(await asset.text()).toContain('export const long');
    const etag = asset.headers.get('etag') ?? '';
    const same = await fetch(`${cloud.addresses.console}/assets/app.js`, { headers: { 'if-none-match': etag } });
    expect(same.status).toBe(304);
  });

  it('runs its function, forbids what is not there, and cannot be led out of its folder', async () => {
    const status = async (path: string, method = 'GET') =>
      (await fetch(cloud.addresses.console + path, { method, redirect: 'manual' })).status;
    expect(await status('/old')).toBe(301);
    expect(await status('/missing.js')).toBe(403);
    expect(await status('/titles/1', 'POST')).toBe(403);
    const raw = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(cloud.addresses.console, { path: '/..%2f..%2fcdk.out/manifest.json' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
    expect(raw).toBe(403);
  });

  it('passes /api to the function with the secret of the edge, which no viewer can send', async () => {
    const answer = await fetch(`${cloud.addresses.catalogue}/api/things/7?x=1`, {
      headers: { 'x-origin-secret': 'guessed' },
    });
    const body = await answer.json();
    expect(body).toMatchObject({ path: '/api/things/7', id: '7', secret: cloud.originSecret });
    expect(body.given).toBe(cloud.originSecret);
    expect(body.host).not.toBe(new URL(cloud.addresses.catalogue).host);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    // Without override the origin's own header stays; with it the policy's wins.
    expect(answer.headers.get('x-from')).toBe('function');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect((await fetch(`${cloud.addresses.catalogue}/api/other`)).status).toBe(404);
  });
});

describe('the stream of a table', () => {
  it('reaches its function in order, and a record that always fails is set aside, not the ones beside it', async () => {
    const client = new DynamoDBClient(config('dynamodb'));
    const put = (pk: string) => client.send(new PutItemCommand({ TableName: 'Mini-Table', Item: { PK: { S: pk } } }));
    for (const pk of ['a', 'b', 'POISON', 'c', 'd']) await put(pk);
    await eventually(() => expect(lines('stream')).toEqual(['INSERT a', 'INSERT b', 'INSERT c', 'INSERT d']));
    await eventually(() => expect(cloud.sqs.queues.counts('Mini-StreamFailures').visible).toBe(1));
    client.destroy();
  });
});

describe('the bus', () => {
  const putEvent = async (DetailType: string, detail: unknown, more = {}) => {
    const client = new EventBridgeClient(config('events'));
    const Entries = [{ Source: 'test', DetailType, Detail: JSON.stringify(detail), EventBusName: 'Mini-Bus', ...more }];
    const { FailedEntryCount, Entries: results } = await client.send(new PutEventsCommand({ Entries }));
    client.destroy();
    return { FailedEntryCount, result: results?.[0] };
  };

  it('takes an event through its rule and a queue to the worker', async () => {
    expect(await putEvent('work.do', { n: 1 })).toMatchObject({ FailedEntryCount: 0 });
    expect(await putEvent('rest.do', { n: 2 })).toMatchObject({ FailedEntryCount: 0 });
    await eventually(() => expect(lines('worker').map((line) => JSON.parse(line).detail)).toEqual([{ n: 1 }]));
  });

  it('says which entry it cannot take', async () => {
    expect(await putEvent('x', {}, { EventBusName: 'nobody' })).toMatchObject({ FailedEntryCount: 1 });
    expect(await putEvent('x', {}, { Detail: 'no json' })).toMatchObject({ result: { ErrorCode: 'MalformedDetail' } });
    expect(await putEvent('x', {}, { Source: 'aws.s3' })).toMatchObject({ FailedEntryCount: 1 });
  });

  it('tells a function of a new object, and of the hour', async () => {
    const s3 = new S3Client({ ...config('s3'), forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket: 'mini-inbox', Key: 'ä b.mrc', Body: 'x' }));
    await eventually(() => expect(lines('note').some((line) => line.includes('"key":"ä b.mrc"'))).toBe(true));
    cloud.fireSchedule('Nightly');
    await eventually(() => expect(lines('note')).toContain('{"nightly":true}'));
    s3.destroy();
  });

  it('tries a failing function three times and then keeps the event on the failure queue', async () => {
    await putEvent('note', { fail: 'always' });
    await eventually(() => expect(cloud.sqs.queues.counts('Mini-Failures').visible).toBe(1));
    expect(lines('note').filter((line) => line.includes('always')).length).toBe(3);
  });

  it('may deliver twice and out of order, when a test asks it to', async () => {
    cloud.deliverer.setDisorder({ duplicateEvery: 2, shuffleMs: 200 });
    for (let n = 0; n < 6; n++) await putEvent('work.twice', { twice: n });
    await eventually(() => expect(lines('worker').filter((line) => line.includes('"twice"')).length).toBe(9));
    cloud.deliverer.setDisorder({});
  });
});

describe('a queue', () => {
  it('gives a message again that its worker reported as failed, and then sets it aside', async () => {
    const client = new SQSClient(config('sqs'));
    const QueueUrl = cloud.sqs.queueUrl('Mini-Work');
    const failures = { QueueUrl: cloud.sqs.queueUrl('Mini-Failures') };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'POISON apple' }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
    await eventually(() => expect(lines('worker').filter((line) => line === 'POISON apple').length).toBe(2));
    await eventually(() => expect(lines('worker')).toContain('later'));
    const seen: (string | undefined)[] = [];
    await eventually(async () => {
      const { Messages } = await client.send(new ReceiveMessageCommand({ ...failures, MaxNumberOfMessages: 10 }));
      seen.push(...(Messages ?? []).map(({ Body }) => Body));
      expect(seen).toContain('POISON apple');
    });
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', VisibilityTimeout: '1' });
    client.destroy();
  });

  it('that does not exist is said not to exist', async () => {
    const client = new SQSClient(config('sqs'));
    const QueueUrl = cloud.sqs.queueUrl('nobody');
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toThrow('does not exist');
    client.destroy();
  });
});

describe('the templates', () => {
  it.each([
    ['an unknown type', { X: { Type: 'AWS::Kinesis::Stream', Properties: {} } }, 'does not know AWS::Kinesis::Stream'],
    [
      'a property nobody honours',
      { X: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
      'Unrecognized key: "FifoQueue"',
    ],
    [
      'a reference to nothing',
      { X: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Nobody' } } } },
      'refers to Nobody',
    ],
  ])('with %s stop the start with one sentence', async (_, resources, message) => {
    const other = mkdtempSync(join(tmpdir(), 'cloud-'));
    const broken = writeMiniAssembly(other, (all) => Object.assign(all, resources));
    const { readAssembly } = await import('../../../infra/local/runner/assembly.ts');
    const { buildGraph } = await import('../../../infra/local/runner/graph.ts');
    const { readQueues } = await import('../../../infra/local/runner/read-events.ts');
    const build = () => {
      const live = { keyId: () => 'k', queueUrl: (name: string) => name };
      const graph = buildGraph(readAssembly(broken.assemblyDir), { accountId: '1', parameter: () => 'x', live });
      readQueues(graph);
    };
    expect(build).toThrow(message);
    rmSync(other, { recursive: true, force: true });
  });
});
