import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AckLog, openAckLog } from './support/ack-log.ts';
import { openBrowser, visit } from './support/browser.ts';
import { type CatalogueFile, demoFile } from './support/catalogue-file.ts';
import { type HttpClient, httpClient } from './support/http-client.ts';
import { ended, proved, startImport, underWay } from './support/http-import.ts';
import { type Library, startLibrary } from './support/library.ts';
import { openRecords, type Row } from './support/records.ts';
import { type Answered, rivals, rush, type Wish } from './support/rush.ts';
import { signIn } from './support/sign-in.ts';

/** `npm run prove` wants five hundred check-outs at once; every run a few. */
const isProof = process.env['PROVE'] === '1';
const CHECK_OUTS = isProof ? 500 : 60;
/** The import has to last longer than the check-outs before the kill: the demo's titles once, or a few times. */
const TIMES = isProof ? 4 : 1;

const folder = mkdtempSync(join(tmpdir(), 'strongroom-crash-'));
let browser: Browser;
let library: Library;
let file: CatalogueFile;
let cookie = '';
let log: AckLog;

/** The session cookie of somebody who signed in through the pages. */
const cookieOf = async (of: Library): Promise<string> => {
  const { page, close } = await visit(browser);
  await signIn(page, of.ready.console, of.account('manager'));
  const cookies = await page.context().cookies(of.ready.console);
  await close();
  const session = cookies.find(({ name }) => name === '__Host-staff');
  if (session === undefined) throw new Error('no session cookie after signing in');
  return `${session.name}=${session.value}`;
};
const client = (of: Library, session: string): HttpClient => httpClient(of.ready.console, session);
const look = async <T>(of: Library, ask: (rows: Row[]) => T): Promise<T> => {
  const records = await openRecords(of.ready);
  const rows = await records.all();
  records.close();
  return ask(rows);
};

const Brief = z.looseObject({ title: z.string() });
const nameOf = (brief: unknown): string => Brief.parse(brief).title;

/** What came in by an import, without what differs from library to library: titles with the barcodes of their copies. */
const broughtBy = (batchId: string | undefined) => (rows: Row[]) => {
  const items = rows.filter((row) => row.entity === 'item' && row['batchId'] === batchId);
  return rows
    .filter((row) => row.entity === 'title' && row['batchId'] === batchId)
    .map((title) => ({
      title: title['brief'],
      copies: items
        .filter((item) => item['titleId'] === title.id)
        .map((item) => String(item['barcode']))
        .sort(),
    }))
    .map((one) => ({ name: `${one.copies.join()} ${nameOf(one.title)}`, ...one }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

beforeAll(async () => {
  browser = await openBrowser();
  file = demoFile(folder, Number.POSITIVE_INFINITY, TIMES);
  library = await startLibrary(folder);
  cookie = await cookieOf(library);
  log = openAckLog(join(folder, 'acknowledged.ndjson'));
});
afterAll(async () => {
  log?.close();
  await browser?.close();
  await library?.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('kill -9 of everything, in the middle of an import and of check-outs from many desks', () => {
  let jobId = '';
  let wishes: Wish[] = [];
  let answered: Answered;
  let killedAt = '';

  it('strikes while both are under way', async () => {
    const call = client(library, cookie);
    const [barcodes, patronIds] = await look(library, (rows) => {
      const out = new Set(
        rows.filter((row) => row.entity === 'loan' && row['returnedAt'] === undefined).map((row) => row['itemId']),
      );
      const free = rows.filter((row) => row.entity === 'item' && row['itemType'] === 'book' && !out.has(row.id));
      const patrons = rows.filter(
        (row) =>
          row.entity === 'patron' && row['blocked'] === false && String(row['expires']) > new Date().toISOString(),
      );
      return [free.map((row) => String(row['barcode'])), patrons.map((row) => row.id)];
    });
    wishes = rivals(barcodes.slice(0, CHECK_OUTS / 2), patronIds);
    expect(wishes).toHaveLength(CHECK_OUTS);
    // The first call of a function is the slowest; it shall not use up the time of the import.
    await call('desk.scan', { barcode: barcodes[0] ?? '' });
    jobId = await startImport(call, file);
    await underWay(call, jobId);
    const killAfter = Math.floor(CHECK_OUTS / 6);
    let killed: Promise<void> | undefined;
    answered = await rush(call, wishes, log, (lent) => {
      if (lent < killAfter || killed !== undefined) return;
      killedAt = new Date().toISOString();
      killed = library.kill();
    });
    await killed;
    expect(answered.lent).toBeGreaterThanOrEqual(killAfter);
    expect(answered.unanswered.length).toBeGreaterThan(0);
    library = await startLibrary(folder, { port: library.port });
  });

  it('loses no acknowledged check-out, and lends nothing twice', async () => {
    const loans = await look(library, (rows) => rows.filter((row) => row.entity === 'loan'));
    const known = new Set(loans.map((loan) => loan.id));
    const acknowledged = log.read();
    expect(acknowledged.length).toBe(answered.lent);
    expect(acknowledged.filter(({ loanId }) => !known.has(loanId))).toEqual([]);
    expect(lentTwice(loans)).toEqual([]);
  });

  it('answers those who ask again with the same key, and still lends nothing twice', async () => {
    const again = await rush(client(library, cookie), answered.unanswered, log);
    expect(again.unanswered).toEqual([]);
    const loans = await look(library, (rows) => rows.filter((row) => row.entity === 'loan'));
    expect(lentTwice(loans)).toEqual([]);
    // Each copy was wanted by two, so each is now with one of them.
    const acknowledged = log.read();
    expect(new Set(acknowledged.map(({ barcode }) => barcode)).size).toBe(CHECK_OUTS / 2);
    expect(acknowledged.length).toBe(CHECK_OUTS / 2);
    const known = new Set(loans.map((loan) => loan.id));
    expect(acknowledged.filter(({ loanId }) => !known.has(loanId))).toEqual([]);
  });

  it('goes on with the import, which ends as one that nobody disturbed', async () => {
    // The other import runs while this one waits for the lease of its dead worker to lapse.
    const other = await startLibrary(join(folder, 'other'), { empty: true });
    let undisturbed: ReturnType<ReturnType<typeof broughtBy>>;
    try {
      const call = client(other, await cookieOf(other));
      const calm = await ended(call, await startImport(call, file));
      undisturbed = await look(other, broughtBy(calm.batchId));
    } finally {
      await other.stop();
    }
    const job = await ended(client(library, cookie), jobId);
    expect(job.tally).toMatchObject({ titles: file.titles, items: file.copies });
    // Else nothing would be proved here.
    expect(String(job.endedAt) > killedAt, 'the import was over when everything was killed').toBe(true);
    expect(undisturbed).toHaveLength(file.titles);
    expect(await look(library, broughtBy(job.batchId))).toEqual(undisturbed);
  });

  it('leaves a library whose next backup proves, record by record and counter by counter', async () => {
    const call = client(library, cookie);
    const { jobId: backup } = await call('backup.start', {}, { key: crypto.randomUUID() });
    await ended(call, backup);
    expect(await proved(call)).toMatchObject({ passed: true, findings: [] });
  });
});

/** Copies with more than one open loan. */
function lentTwice(loans: readonly Row[]): unknown[] {
  const open = Map.groupBy(
    loans.filter((loan) => loan['returnedAt'] === undefined),
    (loan) => loan['itemId'],
  );
  return [...open].filter(([, of]) => of.length > 1).map(([itemId]) => itemId);
}
