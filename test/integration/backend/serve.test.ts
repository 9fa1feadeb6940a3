import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { serve } from '../../../functions/http/serve.ts';
import type { Call } from '../../../shared/aws/call.ts';
import type { System } from '../../../shared/aws/system.ts';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { operations } from '../../../shared/contracts/operations.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { type Fault, withFaults } from '../../support/faults.ts';
import { type Ask, eventOf, httpEnvironment, intentKey, ORIGINS, signInAs } from '../../support/http.ts';
import { auditLibrary, plainItems } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
let desk: Desk;
let cookie: string;
const settings = { originSecret: httpEnvironment.ORIGIN_SECRET, origins: ORIGINS };
const rowOf = (id: string): Operation => {
  const row: Operation | undefined = operations.find((each) => each.id === id);
  if (row === undefined) throw new Error(`no operation ${id}`);
  return row;
};
type Handler = (call: Call, input: never) => Promise<unknown>;
const ask = (system: System, row: Operation, handler: Handler, what: Ask, path: Record<string, string> = {}) =>
  serve(system, settings, row, handler, {
    ...eventOf(row.method, row.path, { cookies: [cookie], ...what }),
    pathParameters: path,
  });
const faulty = (fault: Fault) => cloud.container(withFaults(cloud.dynamoClient(), fault));
const once = (command: string, kind: ReturnType<Fault>): Fault => {
  let met = false;
  return (name) => {
    if (met || name !== command) return undefined;
    met = true;
    return kind;
  };
};

beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  cookie = (await signInAs(cloud.system, cloud.managerId, 'console')).cookie;
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

describe('an answer', () => {
  const row: Operation = {
    ...rowOf('job.get'),
    input: z.strictObject({}),
    output: z.strictObject({ shown: z.string() }),
  };

  it('that holds a field its schema does not name never leaves', async () => {
    const leak = ask(cloud.system, row, async () => ({ shown: 'yes', secret: 'no' }), {});
    await expect(leak).rejects.toThrow('does not fit');
    await expect(leak).rejects.not.toThrow('no"');
    expect((await ask(cloud.system, row, async () => ({ shown: 'yes' }), {})).body).toBe('{"shown":"yes"}');
  });

  it('is kept by no cache on the way', async () => {
    const { headers } = await ask(cloud.system, row, async () => ({ shown: 'yes' }), {});
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
});

describe('when the first answer is lost', () => {
  it('the same intent sent again gets the answer it should have had, and there is one loan', async () => {
    await desk.item(await desk.title(), '71001');
    const patronId = await desk.patron('Lost Answer');
    const what = { headers: { 'idempotency-key': intentKey() }, body: { patronId, barcode: '71001' } };
    const system = faulty(once('TransactWriteItemsCommand', 'answer lost'));
    const handler = deskOf(system, cloud.managerId).circulation['loan.open'];
    await expect(ask(system, rowOf('loan.open'), handler, what)).rejects.toThrow('socket hang up');
    const again = await ask(cloud.system, rowOf('loan.open'), desk.circulation['loan.open'], what);
    expect(JSON.parse(again.body ?? '')).toMatchObject({ loansNow: 1, loan: { barcode: '71001' } });
    const third = await ask(cloud.system, rowOf('loan.open'), desk.circulation['loan.open'], what);
    expect(third.body).toBe(again.body);
    const loans = (await plainItems(cloud.system, 'records')).filter((item) => item['entity'] === 'loan');
    expect(loans).toHaveLength(1);
  });

  it('so it is with a new title, though each try made up another id', async () => {
    const what = { headers: { 'idempotency-key': intentKey() }, body: { form: { title: 'Written once' } } };
    const system = faulty(once('TransactWriteItemsCommand', 'answer lost'));
    const create = (on: System) =>
      ask(on, rowOf('title.create'), deskOf(on, cloud.managerId).catalogue['title.create'], what);
    await expect(create(system)).rejects.toThrow('socket hang up');
    const { id } = z.object({ id: z.string() }).parse(JSON.parse((await create(cloud.system)).body ?? ''));
    const titles = (await plainItems(cloud.system, 'records')).filter(
      (item) => item['entity'] === 'title' && JSON.stringify(item['brief']).includes('Written once'),
    );
    expect(titles.map((title) => title['id'])).toEqual([id]);
  });
});

describe('looking at a patron', () => {
  const looksAt = async (patronId: string) =>
    (await plainItems(cloud.system, 'ledger')).filter(
      (event) => event['type'] === 'patron.read' && event['recordId'] === patronId,
    ).length;

  it('is in the ledger before anything is shown; unwritten, nothing is shown', async () => {
    const patronId = await desk.patron('Seen Once');
    const handlerOf = (system: System) => deskOf(system, cloud.managerId).patrons['patron.get'];
    const unwritten = faulty((name) => (name === 'TransactWriteItemsCommand' ? 'throttled' : undefined));
    const refused = await refusal(ask(unwritten, rowOf('patron.get'), handlerOf(unwritten), {}, { patronId }));
    expect(refused.code).toBe('busy');
    expect(await looksAt(patronId)).toBe(0);
    await ask(cloud.system, rowOf('patron.get'), handlerOf(cloud.system), {}, { patronId });
    expect(await looksAt(patronId)).toBe(1);
  });

  it('is written whenever a name is shown: found, scanned, lent to another, taken back, overdue', async () => {
    await desk.item(await desk.title(), '72001');
    const patronId = await desk.patron('Widely Seen');
    await desk.patrons['patron.find'](desk.call(), { words: 'widely' });
    expect(await looksAt(patronId)).toBe(1);
    await desk.lend(patronId, '72001');
    await desk.circulation['desk.scan'](desk.call(), { barcode: '72001' });
    expect(await looksAt(patronId)).toBe(2);
    const refused = await refusal(desk.lend(await desk.patron('Other One'), '72001'));
    expect(refused.params['borrower']).toBe('Widely Seen');
    expect(await looksAt(patronId)).toBe(3);
    const late = deskOf({ ...cloud.system, clock: () => new Date(Date.now() + 60 * 86_400_000) }, cloud.managerId);
    await late.circulation['loan.overdue'](late.call(), {});
    expect(await looksAt(patronId)).toBe(4);
    expect((await late.takeBack('72001')).borrower?.name).toBe('Widely Seen');
    expect(await looksAt(patronId)).toBe(5);
  });
});

describe('what is stored of a patron', () => {
  it('names nobody, in no table, in no event and in no index', async () => {
    const card = '2955500012';
    const patronId = (
      await desk.patrons['patron.create'](desk.call(), {
        name: 'Quirina Zwiebelfisch',
        card,
        email: 'quirina@home.test',
        phone: '0049301234567',
        address: 'Lindenallee 12',
        notes: 'prefers large print',
        category: 'adult',
        expires: '2099-12-31',
        blocked: false,
      })
    ).id;
    await desk.item(await desk.title(), '73001');
    const what = { headers: { 'idempotency-key': intentKey() }, body: { patronId, barcode: '73001' } };
    await ask(cloud.system, rowOf('loan.open'), desk.circulation['loan.open'], what);
    const back = { headers: { 'idempotency-key': intentKey() }, body: { barcode: '73001' } };
    await ask(cloud.system, rowOf('loan.return'), desk.circulation['loan.return'], back);
    for (const table of ['records', 'ledger', 'keys', 'transient']) {
      const text = JSON.stringify(await plainItems(cloud.system, table)).toLowerCase();
      for (const secret of ['quirina', 'zwiebelfisch', card, '0049301234567', 'lindenallee', 'large print'])
        expect(text, `${secret} in ${table}`).not.toContain(secret);
    }
  });

  it('after a return no current record leads from the loan to the patron', async () => {
    await desk.item(await desk.title(), '73002');
    const patronId = await desk.patron('Cut Off');
    const { loan } = await desk.lend(patronId, '73002');
    await desk.takeBack('73002');
    const records = await plainItems(cloud.system, 'records');
    const now = records.find((item) => item['PK'] === `LOAN#${loan.loanId}` && item['SK'] === 'REC');
    expect(now).toMatchObject({ returnedAt: expect.any(String) });
    expect(now).not.toHaveProperty('patronRef');
    expect(JSON.stringify(now)).not.toContain(patronId);
  });

  it('a common name finds its patron among hundreds', async () => {
    for (let start = 0; start < 120; start += 20)
      await Promise.all(Array.from({ length: 20 }, (_, n) => desk.patron(`John Smith ${start + n}`)));
    await desk.patron('John Smithson Rarely');
    const find = async (words: string) =>
      (await desk.patrons['patron.find'](desk.call(), { words })).rows.map((row) => row.name);
    expect(await find('john rarely')).toEqual(['John Smithson Rarely']);
    expect(await find('smithson')).toEqual(['John Smithson Rarely']);
    expect(await find('john smith')).toHaveLength(20);
  });
});
