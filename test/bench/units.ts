import { serve } from '../../functions/http/serve.ts';
import type { Call } from '../../shared/aws/call.ts';
import type { Operation } from '../../shared/contracts/operation.ts';
import { operations } from '../../shared/contracts/operations.ts';
import { countUnits, type Units } from '../support/count-units.ts';
import { deskOf } from '../support/desk.ts';
import { type Ask, eventOf, httpEnvironment, intentKey, ORIGINS, signInAs } from '../support/http.ts';
import { searchOf } from '../support/search/open-search.ts';
import { startSmallCloud } from '../support/small-cloud.ts';

const settings = { originSecret: httpEnvironment.ORIGIN_SECRET, origins: ORIGINS };

/**
 * DynamoDB units of the acts a library pays for most, from the request to the answer: session, permissions, kept answer
 * and ledger included, on a container that has served before. Counts, not timings: the same at every run.
 */
export const benchUnits = async (): Promise<Readonly<Record<string, Units>>> => {
  const cloud = await startSmallCloud();
  const closers: (() => Promise<void>)[] = [];
  try {
    const { client, take } = countUnits(cloud.dynamoClient());
    const system = cloud.container(client);
    const desk = deskOf(system, cloud.managerId);
    const search = searchOf(cloud, system);
    closers.push(search.close);
    const handlers: Readonly<Record<string, (call: Call, input: never) => Promise<unknown>>> = {
      ...desk.catalogue,
      ...desk.circulation,
      ...desk.patrons,
      ...search.handlers,
    };
    const { cookie } = await signInAs(system, cloud.managerId, 'console');
    const ask = async (id: string, path: Record<string, string>, what: Ask = {}, at = 0): Promise<Units> => {
      const operation: Operation | undefined = operations.find((row) => row.id === id);
      const handler = handlers[id];
      if (operation === undefined || handler === undefined) throw new Error(`no operation ${id}`);
      const clock = () => new Date(Date.now() + at);
      const event = {
        ...eventOf(operation.method, operation.path, { cookies: [cookie], ...what }),
        pathParameters: path,
      };
      take();
      await serve({ ...system, clock }, settings, operation, handler, event);
      return take();
    };
    const key = () => ({ 'idempotency-key': intentKey() });

    const titleId = await desk.title('The mill on the Floss');
    for (const n of [1, 2, 3]) await desk.item(titleId, `3000${n}`);
    const patronId = await desk.patron('Anna Maria Reader');
    await desk.lend(patronId, '30002');
    const form = { title: 'The Mill on the Floss', author: 'George Eliot' };
    const scan = await ask('desk.scan', {}, { body: { barcode: '30001' } });
    const checkOut = await ask('loan.open', {}, { headers: key(), body: { patronId, barcode: '30001' } });
    const { rows } = await desk.circulation['patron.loans'](desk.call(), { patronId });
    const loanId = rows.find((row) => row.barcode === '30001')?.loanId ?? '';
    // Three days later renewing gives a later date, and the session must be told that it lives.
    const day = 86_400_000;
    const { cookie: later } = await signInAs(system, cloud.managerId, 'console', {
      lastSeenAt: new Date(Date.now() + 3 * day).toISOString(),
      endsAt: new Date(Date.now() + 4 * day).toISOString(),
    });
    const renew = await ask('loan.renew', { loanId }, { cookies: [later], headers: key() }, 3 * day);
    const checkIn = await ask('loan.return', {}, { headers: key(), body: { barcode: '30001' } });
    const edit = await ask('title.edit', { titleId }, { headers: { 'if-match': '1' }, body: { form } });
    const titlePage = await ask('title.get', { titleId }, { site: 'catalogue', cookies: [] });
    const patronPage = await ask('patron.get', { patronId });
    // Twenty hits, each with its copies counted; the reader of this container stands open already.
    for (let n = 1; n <= 25; n += 1) await desk.item(await desk.title(`Barchester chronicle ${n}`), `4000${n}`);
    await search.rebuild();
    const query = { site: 'catalogue' as const, cookies: [], query: { q: 'barchester' } };
    await ask('search', {}, query);
    const found = await ask('search', {}, query);
    return { search: found, scan, checkOut, checkIn, renew, edit, titlePage, patronPage };
  } finally {
    for (const close of closers) await close();
    await cloud.close();
  }
};
