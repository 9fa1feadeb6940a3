import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visit } from '../support/browser.ts';
import { type HttpClient, httpClient } from '../support/http-client.ts';
import { ended } from '../support/http-import.ts';
import { jobDone } from '../support/jobs.ts';
import { settled } from '../support/looks.ts';
import type { Row } from '../support/records.ts';
import { signIn, typeCode, typePassword } from '../support/sign-in.ts';
import type { World } from '../support/world.ts';

const AT_ONCE = 25;
const BATCHES = 12;
const ALL = AT_ONCE * BATCHES;

const cookieOf = async (page: Page, origin: string): Promise<string> =>
  (await page.context().cookies(origin)).map(({ name, value }) => `${name}=${value}`).join('; ');

/** Titles of which nothing is on loan: what is lent stays out of the bin. */
const freeTitles = async ({ records }: World): Promise<Row[]> => {
  const rows = (await records.all()).filter((row) => row.binnedAt === undefined);
  const lent = new Set(
    rows.filter((row) => row.entity === 'loan' && row['returnedAt'] === undefined).map((row) => row['itemId']),
  );
  const kept = new Set(rows.filter((row) => row.entity === 'item' && lent.has(row.id)).map((row) => row['titleId']));
  return rows.filter((row) => row.entity === 'title' && !kept.has(row.id));
};

/** Three hundred titles go to the bin in an afternoon; the manager notices, looks, asks a second person, and has them back. */
export const libraryRecovered = (worldOf: () => World): void => {
  describe('a manager, after a clerk put three hundred titles in the bin', () => {
    let world: World;
    let manager: Visit;
    let clerk: Visit;
    let page: Page;
    let asClerk: HttpClient;
    let before: Row[];
    let gone: string[] = [];
    let began = '';
    const console_ = () => world.library.ready.console;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const titlesNow = async () => new Set((await world.records.of('title')).map((row) => row.id));
    const stillGone = async () => {
      const now = await titlesNow();
      return gone.filter((id) => !now.has(id)).length;
    };

    beforeAll(async () => {
      world = worldOf();
      manager = await world.visit();
      clerk = await world.visit();
      page = manager.page;
    });
    afterAll(async () => {
      await clerk?.close();
      await manager?.close();
    });

    it('sees a clerk put twelve times twenty-five titles in the bin', async () => {
      before = await world.records.of('title');
      began = new Date().toISOString();
      const ids = (await freeTitles(world)).map((row) => row.id).slice(0, ALL);
      expect(ids.length).toBe(ALL);
      await signIn(clerk.page, console_(), world.library.account('clerk'));
      asClerk = httpClient(console_(), await cookieOf(clerk.page, console_()));
      for (let from = 0; from < ALL; from += AT_ONCE) {
        const titleIds = ids.slice(from, from + AT_ONCE);
        const { jobId } = await asClerk(
          'title.bin-many',
          { titleIds, reason: 'Weeding' },
          { key: crypto.randomUUID() },
        );
        expect((await ended(asClerk, jobId)).tally['binned']).toBe(AT_ONCE);
      }
      gone = ids;
      expect(await stillGone()).toBe(ALL);
    });

    it('opens the time machine and sees, before anything changes, what undoing it would do', async () => {
      await signIn(page, `${console_()}/time-machine`, world.library.account('manager'));
      await world.looks.good(page, 'time-machine-moment');
      await page.getByRole('tab', { name: 'A set of changes did it' }).click();
      await page.getByRole('table', { name: 'Imports and other sets of changes' }).waitFor();
      await world.looks.good(page, 'time-machine-batch');
      await page.getByRole('tab', { name: 'Somebody did it' }).click();
      await page.getByLabel('Who').selectOption({ label: 'Noor Haddad' });
      await button('Today').click();
      await world.looks.here(page, 'time-machine-person');
      await button('See what would change').click();
      const sentences = page.getByTestId('plan-sentences');
      await sentences.getByText(`${ALL} titles come back.`).waitFor();
      await page.getByText('Loans, returns and payments stay as they are now.').waitFor();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^Undoing what Noor Haddad did from /);
      await world.looks.good(page, 'time-machine-plan');
      expect(await stillGone()).toBe(ALL);
    });

    it('can take the whole list home as a file that a spreadsheet opens', async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), button('Download the list').click()]);
      const parts: Buffer[] = [];
      for await (const part of await download.createReadStream()) parts.push(Buffer.from(part));
      const lines = Buffer.concat(parts).toString('utf8').trimEnd().split('\r\n');
      expect(lines[0]).toMatch(/^\u{feff}Kind,Record,/u);
      expect(lines.length).toBe(ALL + 1);
    });

    it('asks, and is told who is waited for', async () => {
      await page.getByLabel('Why you put it back').fill('Weeded by mistake');
      await button(`Put ${ALL} records back`).click();
      await page.getByText('Waiting for Piotr').waitFor();
      await world.looks.here(page, 'time-machine-waiting');
      expect(await stillGone()).toBe(ALL);
    });

    it('has the agreement of the second manager, who sees the same list and proves who he is', async () => {
      const second = await world.visit();
      const account = world.library.account('manager', 1);
      try {
        await signIn(second.page, `${console_()}/approvals`, account);
        await second.page
          .getByRole('heading', { name: /Take back what one person changed: 300 records change/ })
          .waitFor();
        await world.looks.good(second.page, 'approvals-restore');
        await second.page.getByRole('link', { name: 'See everything that would change' }).click();
        await second.page.getByText(`${ALL} titles come back.`).waitFor();
        await world.looks.good(second.page, 'time-machine-review');
        await second.page.getByRole('button', { name: /^Agree/ }).click();
        await second.page.getByRole('link', { name: 'Sign in again' }).click();
        await typePassword(second.page, account.username, account.password);
        await typeCode(second.page);
        await second.page.getByRole('button', { name: /^Agree/ }).click();
        await second.page.getByText('This request was decided already.').waitFor();
        expect(second.complaints).toEqual([]);
      } finally {
        await second.close();
      }
    });

    it('has everything back without another click, and is told what was done and what stayed', async () => {
      const tally = await jobDone(page);
      expect(tally['restored']).toBe(ALL);
      await button('Undo all of it').waitFor();
      await world.looks.good(page, 'time-machine-done');
      expect(await stillGone()).toBe(0);
      expect((await titlesNow()).size).toBe(before.length);
    });

    it('undoes the restore, and does it again', async () => {
      await button('Undo all of it').click();
      await page.waitForURL(/\/jobs\//);
      await jobDone(page);
      expect(await stillGone()).toBe(ALL);
      const undo = page.url();
      await button('Do it again').click();
      await page.waitForURL((url) => url.pathname.startsWith('/jobs/') && url.href !== undo);
      await jobDone(page);
      expect(await stillGone()).toBe(0);
      await world.looks.good(page, 'time-machine-again');
    });

    it('reads the story in the past of a title, and sees the title then and now', async () => {
      await page.goto(`${console_()}/titles/${gone[0]}?tab=past`);
      const past = page.getByRole('list', { name: 'What happened, newest first' });
      await past.getByText('Noor Haddad put the title in the bin').first().waitFor();
      const story = (await past.getByRole('listitem').allInnerTexts()).join('\n');
      expect(story).toMatch(/Ann Marlow/);
      expect(story).toContain('Reason: Weeded by mistake');
      await world.looks.good(page, 'time-machine-past');
      await past
        .getByRole('link', { name: /^As it was/ })
        .last()
        .click();
      await page.getByRole('heading', { name: 'Title: then and now' }).waitFor();
      await settled(page);
      await world.looks.good(page, 'time-machine-then-now');
    });

    it('finds the story in the ledger, sentence by sentence', async () => {
      const asManager = httpClient(console_(), await cookieOf(page, console_()));
      const people = await asManager('staff.list', {});
      const noor = people.rows.find((row) => row.name === 'Noor Haddad');
      expect(noor).toBeDefined();
      const told: string[] = [];
      let cursor: string | undefined;
      do {
        const day = new Date().toISOString().slice(0, 10);
        const entries = await asManager('ledger.list', { actorId: noor?.staffId ?? '', day, cursor });
        told.push(...entries.rows.filter((row) => row.type === 'title.binned').map((row) => row.recordId));
        cursor = entries.next;
      } while (cursor !== undefined);
      expect(new Set(told)).toEqual(new Set(gone));
    });

    it('finds that going back to before it would change nothing any more', async () => {
      await page.goto(`${console_()}/time-machine?at=${encodeURIComponent(began)}`);
      await button('See what would change').click();
      await page.getByText('Nothing would change').waitFor();
      await world.looks.good(page, 'time-machine-nothing');
      expect(manager.complaints).toEqual([]);
    });
  });
};
