import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { handler as approvals } from '../../../functions/approvals/api.ts';
import { handler as catalogue } from '../../../functions/catalogue/api.ts';
import { handler as circulation } from '../../../functions/circulation/api.ts';
import { handler as jobs } from '../../../functions/jobs/api.ts';
import { handler as patrons } from '../../../functions/patrons/api.ts';
import { requestApprovalTx } from '../../../shared/approvals/approval-store.ts';
import { requestJobTx } from '../../../shared/jobs/job-store.ts';
import { staffHandlers } from '../../../shared/staff/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { ask, httpEnvironment, intentKey, setEnvironment, signInAs } from '../../support/http.ts';
import { auditLibrary, plainItems } from '../../support/proof.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

// Loggers read their level when they are made, which is when the functions are loaded.
vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});

let cloud: SmallCloud;
let desk: Desk;
let manager: string;
let clerk: { id: string; cookie: string };
let putBack: () => void;
const staff = () =>
  staffHandlers(cloud.system, {
    invite: async () => undefined,
    enable: async () => undefined,
    disable: async () => undefined,
  });
const invite = async (name: string, role: 'manager' | 'clerk') => {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  return (await staff()['staff.invite'](callAs(cloud.system, cloud.managerId), { name, email, role })).id;
};
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

beforeAll(async () => {
  cloud = await startSmallCloud();
  putBack = setEnvironment({ ...cloud.environment, ...httpEnvironment });
  desk = deskOf(cloud.system, cloud.managerId);
  manager = (await signInAs(cloud.system, cloud.managerId, 'console')).cookie;
  const id = await invite('Cleo Clerk', 'clerk');
  clerk = { id, cookie: (await signInAs(cloud.system, id, 'console')).cookie };
});
afterAll(async () => {
  putBack();
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

describe('who may come in', () => {
  const staffPage = '/api/bin';

  it('a guest is asked to sign in', async () => {
    expect(await ask(catalogue, 'GET', staffPage)).toMatchObject({ status: 401, code: 'not-signed-in' });
  });

  it('nobody reaches an operation past the distributions', async () => {
    for (const headers of [
      { 'x-origin-secret': undefined },
      { 'x-origin-secret': 'guess' },
      { 'x-strongroom-site': 'x' },
    ])
      expect(await ask(catalogue, 'GET', staffPage, { headers, cookies: [manager] })).toMatchObject({
        status: 403,
        code: 'not-allowed',
      });
  });

  it('a staff operation is not there on the catalogue, whoever asks', async () => {
    const site = 'catalogue' as const;
    expect(await ask(catalogue, 'GET', staffPage, { site, cookies: [manager] })).toMatchObject({ code: 'wrong-site' });
  });

  it('a session of one site is none on the other, whatever the cookie is called', async () => {
    const asPatron = manager.replace('__Host-staff', '__Host-patron');
    expect(await ask(circulation, 'GET', '/api/me/loans', { site: 'catalogue', cookies: [asPatron] })).toMatchObject({
      status: 401,
      code: 'session-ended',
    });
  });

  it('a change asked for by a page of another site is refused; so is one that hides where it comes from', async () => {
    const body = { form: { title: 'Forged' } };
    const key = { 'idempotency-key': intentKey() };
    const from = (headers: Record<string, string | undefined>) =>
      ask(catalogue, 'POST', '/api/titles', { body, cookies: [manager], headers: { ...key, ...headers } });
    for (const headers of [
      { origin: 'https://evil.test' },
      { origin: undefined },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect(await from(headers)).toMatchObject({ status: 403, code: 'wrong-origin' });
    expect((await from({ 'sec-fetch-site': undefined })).status).toBe(200);
  });

  it('a cookie that was made up, cut short or is somebody else’s is an ended session', async () => {
    const [, secret = ''] = manager.split('.');
    for (const cookie of ['__Host-staff=x', `__Host-staff=${clerk.id}.${secret}`, manager.slice(0, -3)])
      expect(await ask(catalogue, 'GET', staffPage, { cookies: [cookie] })).toMatchObject({ code: 'session-ended' });
  });

  it('half an hour without a sign of life ends a session, and it stays ended', async () => {
    const { cookie } = await signInAs(cloud.system, cloud.managerId, 'console', { lastSeenAt: minutesAgo(31) });
    expect((await ask(catalogue, 'GET', staffPage, { cookies: [cookie] })).code).toBe('session-ended');
    const alive = await signInAs(cloud.system, cloud.managerId, 'console', { lastSeenAt: minutesAgo(29) });
    expect((await ask(catalogue, 'GET', staffPage, { cookies: [alive.cookie] })).status).toBe(200);
  });

  it('a request moves the idle limit on, the absolute one never', async () => {
    const kept = await signInAs(cloud.system, cloud.managerId, 'console', { lastSeenAt: minutesAgo(29) });
    await ask(catalogue, 'GET', staffPage, { cookies: [kept.cookie] });
    const rows = await plainItems(cloud.system, 'transient');
    const row = rows.find((item) => item['PK'] === `SESSION#${kept.hash}`);
    expect(Date.parse(z.string().parse(row?.['lastSeenAt']))).toBeGreaterThan(Date.now() - 60_000);
    const over = await signInAs(cloud.system, cloud.managerId, 'console', { endsAt: minutesAgo(0) });
    expect((await ask(catalogue, 'GET', staffPage, { cookies: [over.cookie] })).code).toBe('session-ended');
  });

  it('a public page greets a visitor whose session has ended', async () => {
    const titleId = await desk.title();
    const cookies = ['__Host-patron=gone'];
    expect((await ask(catalogue, 'GET', `/api/titles/${titleId}`, { site: 'catalogue', cookies })).status).toBe(200);
  });

  it('who leaves is refused at the next request; who loses a role has only the new one', async () => {
    const id = await invite('Liv Leaver', 'manager');
    const { cookie } = await signInAs(cloud.system, id, 'console');
    const day = new Date().toISOString().slice(0, 10);
    const restore = () =>
      ask(catalogue, 'POST', `/api/titles/${cloud.managerId}/restore`, {
        cookies: [cookie],
        headers: { 'if-match': '1' },
        body: { reason: day },
      });
    expect((await restore()).code).toBe('not-found');
    await staff()['staff.edit'](callAs(cloud.system, cloud.managerId, 1), { staffId: id, name: 'Liv', role: 'clerk' });
    expect(await restore()).toMatchObject({ status: 403, code: 'not-allowed', params: { permission: 'bin.restore' } });
    await staff()['staff.leave'](callAs(cloud.system, cloud.managerId, 2), { staffId: id });
    expect((await ask(catalogue, 'GET', staffPage, { cookies: [cookie] })).code).toBe('session-ended');
  });

  it('a patron in the bin is signed out, and comes in again when taken out', async () => {
    const patronId = await desk.patron('Bea Binned');
    const visit = async () => {
      const { cookie } = await signInAs(cloud.system, patronId, 'catalogue');
      return ask(circulation, 'GET', '/api/me/loans', { site: 'catalogue', cookies: [cookie] });
    };
    expect((await visit()).status).toBe(200);
    await desk.patrons['patron.bin'](desk.call(1), { patronId });
    expect((await visit()).code).toBe('session-ended');
    await desk.patrons['patron.restore'](desk.call(2), { patronId });
    expect((await visit()).status).toBe(200);
  });

  it('staff on a public PC may not do what staff may', async () => {
    const { cookie } = await signInAs(cloud.system, cloud.managerId, 'console', { deviceClass: 'public' });
    expect(await ask(catalogue, 'GET', staffPage, { cookies: [cookie] })).toMatchObject({ code: 'not-allowed' });
  });

  it('an address that is none says so, and nothing else', async () => {
    const reply = await ask(catalogue, 'GET', '/api/nothing/here', { cookies: [manager] });
    expect(reply).toMatchObject({ status: 404, code: 'route-unknown', params: {} });
  });
});

describe('what a patron reaches', () => {
  it('another person’s loan is not there', async () => {
    const titleId = await desk.title();
    await desk.item(titleId, '61001');
    const mine = await desk.patron('Mia Mine');
    const { loan } = await desk.lend(mine, '61001');
    const other = await signInAs(cloud.system, await desk.patron('Otto Other'), 'catalogue');
    const renew = (cookie: string) =>
      ask(circulation, 'POST', `/api/me/loans/${loan.loanId}/renew`, {
        site: 'catalogue',
        cookies: [cookie],
        headers: { 'idempotency-key': intentKey() },
      });
    expect(await renew(other.cookie)).toMatchObject({ status: 404, code: 'not-found' });
    expect((await renew((await signInAs(cloud.system, mine, 'catalogue')).cookie)).code).toBe('renewal-too-soon');
  });

  it('their own record comes without the notes of staff', async () => {
    const id = (
      await desk.patrons['patron.create'](desk.call(), {
        name: 'Nia Noted',
        card: '2900000777',
        notes: 'argues about fines',
        category: 'adult',
        expires: '2099-12-31',
        blocked: false,
      })
    ).id;
    const { cookie } = await signInAs(cloud.system, id, 'catalogue');
    const reply = await ask(patrons, 'GET', '/api/me', { site: 'catalogue', cookies: [cookie] });
    expect(reply.body).toMatchObject({ name: 'Nia Noted' });
    expect(reply.text).not.toContain('argues');
  });

  it('the public sees no copy in the bin, no note and no price; staff do', async () => {
    const titleId = await desk.title();
    const add = (barcode: string) =>
      desk.catalogue['item.create'](desk.call(), {
        titleId,
        barcode,
        itemType: 'book',
        note: 'coffee stain',
        price: 1999,
      });
    await add('61101');
    await desk.catalogue['item.bin'](desk.call(1), { itemId: (await add('61102')).id });
    const open = await ask(catalogue, 'GET', `/api/titles/${titleId}`, { site: 'catalogue' });
    expect(open.text).toContain('61101');
    for (const hidden of ['61102', 'coffee stain', '1999', '"price"', '"note"'])
      expect(open.text).not.toContain(hidden);
    const inside = await ask(catalogue, 'GET', `/api/titles/${titleId}`, { cookies: [manager] });
    for (const shown of ['61102', 'coffee stain', '1999']) expect(inside.text).toContain(shown);
  });

  it('to the public a title in the bin is not there', async () => {
    const titleId = await desk.title('Hidden');
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    expect(await ask(catalogue, 'GET', `/api/titles/${titleId}`, { site: 'catalogue' })).toMatchObject({ status: 404 });
    expect((await ask(catalogue, 'GET', `/api/titles/${titleId}`, { cookies: [manager] })).status).toBe(200);
  });
});

describe('what a request must bring', () => {
  it('an edit of an old version says who changed it and when', async () => {
    const titleId = await desk.title();
    const edit = (title: string) =>
      ask(catalogue, 'PUT', `/api/titles/${titleId}`, {
        cookies: [manager],
        headers: { 'if-match': '"1"' },
        body: { form: { title } },
      });
    expect((await edit('First')).status).toBe(200);
    expect(await edit('Second')).toMatchObject({
      status: 409,
      code: 'stale-version',
      params: { actorName: 'Maria Manager', version: 2, at: expect.stringMatching(/Z$/) },
    });
  });

  it('an edit without its version and a lending without its key are asked for them', async () => {
    const titleId = await desk.title();
    const edit = { cookies: [manager], body: { form: { title: 'x' } } };
    expect(await ask(catalogue, 'PUT', `/api/titles/${titleId}`, edit)).toMatchObject({
      status: 428,
      params: { header: 'If-Match' },
    });
    expect(await ask(catalogue, 'POST', '/api/titles', edit)).toMatchObject({
      status: 428,
      params: { header: 'Idempotency-Key' },
    });
  });

  it('the same intent sent twice lends once and gets the first answer again, byte for byte', async () => {
    await desk.item(await desk.title(), '62001');
    const patronId = await desk.patron('Ivy Twice');
    const lend = {
      cookies: [manager],
      headers: { 'idempotency-key': intentKey() },
      body: { patronId, barcode: '62001' },
    };
    const first = await ask(circulation, 'POST', '/api/loans', lend);
    const second = await ask(circulation, 'POST', '/api/loans', lend);
    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 200, text: first.text });
    const together = { ...lend, headers: { 'idempotency-key': intentKey() }, body: { barcode: '62001' } };
    const returns = await Promise.all([1, 2, 3].map(() => ask(circulation, 'POST', '/api/returns', together)));
    expect(new Set(returns.map((each) => each.text)).size).toBe(1);
    expect(returns[0]?.status).toBe(200);
  });

  it('a key used for another request is refused', async () => {
    const headers = { 'idempotency-key': intentKey() };
    const create = (title: string) =>
      ask(catalogue, 'POST', '/api/titles', { cookies: [manager], headers, body: { form: { title } } });
    expect((await create('One')).status).toBe(200);
    expect(await create('Two')).toMatchObject({ status: 409, code: 'idempotency-reused' });
  });

  it('an answer kept for a retry names no patron to whoever reads the table', async () => {
    await desk.item(await desk.title(), '62002');
    await desk.lend(await desk.patron('Zacharias Unmistakable'), '62002');
    const headers = { 'idempotency-key': intentKey() };
    const reply = await ask(circulation, 'POST', '/api/returns', {
      cookies: [manager],
      headers,
      body: { barcode: '62002' },
    });
    expect(reply.text).toContain('Zacharias Unmistakable');
    const kept = JSON.stringify(await plainItems(cloud.system, 'transient'));
    expect(kept).not.toContain('Zacharias');
    expect(kept).toContain(`IDEM#`);
  });

  it('a name in the address and in the body, an unknown field and a broken body are refused by name', async () => {
    const titleId = await desk.title();
    const put = (body: unknown, headers = {}) =>
      ask(catalogue, 'PUT', `/api/titles/${titleId}`, {
        cookies: [manager],
        headers: { 'if-match': '1', ...headers },
        body,
      });
    expect(await put({ titleId, form: { title: 'x' } })).toMatchObject({ status: 400, params: { field: 'titleId' } });
    expect(await put({ form: { title: 'x' }, owner: 'me' })).toMatchObject({ status: 400, params: { field: 'owner' } });
    expect(await put('{"form":')).toMatchObject({ status: 400, params: { field: 'body' } });
    expect(await put('[1]')).toMatchObject({ status: 400, params: { field: 'body' } });
    expect(await put('{"__proto__":{"form":{"title":"x"}}}')).toMatchObject({ status: 400 });
    expect(await put({ form: { title: 'x' } }, { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect(await put({ form: { title: '' } })).toMatchObject({ status: 400, params: { field: 'form.title' } });
  });
});

describe('a step that needs a fresh sign-in', () => {
  it('is refused until somebody signs in for exactly this request, and then only for two minutes', async () => {
    const context = callAs(cloud.system, cloud.managerId).context;
    const hash = 'a'.repeat(64);
    const { approval, fragments } = requestApprovalTx(context, {
      operation: 'title.bin',
      requestHash: hash,
      preview: { code: 'approval.title.bin', params: {} },
    });
    await cloud.system.commit(fragments, cloud.system.newId());
    const second = await invite('Sam Second', 'manager');
    const give = (cookie: string, version = '1') =>
      ask(approvals, 'POST', `/api/approvals/${approval.id}/give`, {
        cookies: [cookie],
        headers: { 'if-match': version },
      });
    const plain = await signInAs(cloud.system, second, 'console');
    const refused = await give(plain.cookie);
    expect(refused).toMatchObject({ status: 403, code: 'step-up-needed' });
    const freshFor = z.string().parse(refused.params['request']);
    const late = await signInAs(cloud.system, second, 'console', { freshFor, authTime: minutesAgo(3) });
    expect((await give(late.cookie)).code).toBe('step-up-needed');
    const fresh = await signInAs(cloud.system, second, 'console', { freshFor });
    expect((await give(fresh.cookie, '2')).code).toBe('step-up-needed');
    const own = await signInAs(cloud.system, cloud.managerId, 'console', { freshFor });
    expect((await give(own.cookie)).code).toBe('approval-own');
    expect(await give(fresh.cookie)).toMatchObject({ status: 200, body: { state: 'given' } });
  });
});

describe('long work that was asked for', () => {
  const askedBy = async (personId: string): Promise<string> => {
    const { context, commit } = callAs(cloud.system, personId);
    const { job, fragments } = requestJobTx(context, { kind: 'reindex', unit: 'records', input: {} });
    return commit(fragments, job.id);
  };
  const stop = (jobId: string, cookie: string) => ask(jobs, 'POST', `/api/jobs/${jobId}/cancel`, { cookies: [cookie] });

  it('is stopped by whoever asked for it, and by a manager', async () => {
    expect(await stop(await askedBy(clerk.id), clerk.cookie)).toMatchObject({ status: 200 });
    expect(await stop(await askedBy(clerk.id), manager)).toMatchObject({ status: 200 });
  });

  it('is not stopped by a clerk when the library or somebody else asked for it', async () => {
    const refused = { status: 403, code: 'not-allowed', params: { permission: 'jobs.stop' } };
    expect(await stop(await askedBy('system'), clerk.cookie)).toMatchObject(refused);
    expect(await stop(await askedBy(cloud.managerId), clerk.cookie)).toMatchObject(refused);
  });
});
