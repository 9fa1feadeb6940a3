import { rmSync } from 'node:fs';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startDynamo, tableNamed } from './dynamo-fixture.ts';

const key = (n: number) => ({ PK: { S: `W#${n}` }, SK: { S: 'A' } });

it('loses no acknowledged write when the engine is killed under load, and goes on without being asked', async () => {
  const local = await startDynamo();
  await local.dynamo.ensureTable(tableNamed('records'));
  const acknowledged: number[] = [];
  const put = async (n: number) => {
    try {
      await local.client.send(new PutItemCommand({ TableName: 'records', Item: key(n) }));
      acknowledged.push(n);
    } catch {
      // Not acknowledged: it may be there or not.
    }
  };
  for (let round = 0; round < 3; round++) {
    const writes = Array.from({ length: 100 }, (_, i) => put(round * 100 + i));
    await Promise.race([writes[10], writes[50]]);
    const pid = local.dynamo.enginePid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await Promise.all(writes);
  }
  expect(local.log.length).toBeGreaterThanOrEqual(3);
  expect(acknowledged.length).toBeGreaterThan(30);
  await local.stop();

  const again = await startDynamo(local.dir);
  for (const n of acknowledged) {
    const { Item } = await again.client.send(new GetItemCommand({ TableName: 'records', Key: key(n) }));
    expect(Item).toEqual(key(n));
  }
  await again.stop();
  rmSync(local.dir, { recursive: true, force: true });
}, 60_000);
