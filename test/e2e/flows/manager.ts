import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flipOneByte } from '../support/backup-file.ts';
import type { Visit } from '../support/browser.ts';
import { type CatalogueFile, catalogueFile } from '../support/catalogue-file.ts';
import { scan } from '../support/desk.ts';
import { jobDone } from '../support/jobs.ts';
import { settled } from '../support/looks.ts';
import { signIn } from '../support/sign-in.ts';
import type { World } from '../support/world.ts';

const told = (count: number): string => count.toLocaleString('en');

/** From signing in to signing out: a catalogue comes in, a book is found, changed, binned, lent, and all of it is backed up. */
export const managersDay = (worldOf: () => World): void => {
  describe('a manager, in one day', () => {
    let world: World;
    let manager: Visit;
    let page: Page;
    let file: CatalogueFile;
    const to = async (path: string): Promise<void> => {
      await page.goto(`${world.library.ready.console}${path}`);
    };
    const button = (name: string | RegExp) => page.getByRole('button', { name });

    beforeAll(async () => {
      world = worldOf();
      manager = await world.visit();
      page = manager.page;
      file = catalogueFile(world.folder);
    });
    afterAll(() => manager?.close());

    /** The book of the day: named by the import, then found, changed, binned and lent. */
    let title = '';
    let barcode = '';
    let titleId = '';
    let importJob = '';
    let before = { titles: 0, items: 0 };
    const counts = async () => ({
      titles: (await world.records.of('title')).length,
      items: (await world.records.of('item')).length,
    });

    it('signs in with her password and a code', async () => {
      await to('/');
      await world.looks.good(page, 'console-door');
      await signIn(page, world.library.ready.console, world.library.account('manager'));
      await page.getByRole('heading', { name: 'Is my library safe?' }).waitFor();
      await world.looks.good(page, 'home-before');
    });

    it('sends a catalogue file and sees what would come in', async () => {
      before = await counts();
      await to('/import');
      await world.looks.good(page, 'import');
      await page.getByLabel('Choose a file').setInputFiles(file.path);
      await page.getByText('What would come in').waitFor();
      await world.looks.good(page, 'import-preview');
      expect(await page.getByLabel(file.mapping).isChecked()).toBe(true);
      const [example] = await page.locator('.examples li').all();
      if (example === undefined) throw new Error('the preview shows no record');
      title = await example.locator('strong').innerText();
      barcode = (await example.locator('.figures').innerText()).split(', ')[0] ?? '';
    });

    it('imports it with visible progress, and every title and copy is there', async () => {
      await button('Start the import').click();
      await page.getByRole('progressbar').waitFor();
      const tally = await jobDone(page);
      importJob = page.url();
      await world.looks.good(page, 'import-done');
      expect(tally).toMatchObject({ imported: file.titles, titles: file.titles, items: file.copies });
      expect(await counts()).toEqual({ titles: before.titles + file.titles, items: before.items + file.copies });
    });

    it('finds a title of it', async () => {
      await to('/titles');
      await world.looks.good(page, 'titles');
      await page.getByLabel('Title, person, subject, ISBN or barcode').fill(title);
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Titles found' }).getByRole('link', { name: title }).first().waitFor();
      await world.looks.good(page, 'titles-found');
      await page.getByLabel('Title, person, subject, ISBN or barcode').fill(barcode);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === barcode);
      await settled(page);
      await page.getByRole('list', { name: 'Titles found' }).getByRole('link').first().click();
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      titleId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await world.looks.good(page, 'title');
    });

    it('edits it, and sees its past', async () => {
      await page.getByRole('link', { name: 'Edit' }).click();
      await page.getByLabel('Call number').fill('E2E 100');
      await world.looks.good(page, 'title-edit');
      await page.getByLabel('Why you change it').fill('A new label');
      await button('Save').click();
      await page.getByText('Saved as version 2.').waitFor();
      await page.getByRole('tab', { name: 'Past' }).click();
      const past = page.getByRole('list', { name: 'What happened, newest first' });
      await past.getByText('Reason: A new label').waitFor();
      expect(await past.getByRole('listitem').first().innerText()).toContain('Ann Marlow');
      await world.looks.good(page, 'title-past');
      await past.getByLabel('Compare Version 1').check();
      await past.getByLabel('Compare Version 2').check();
      await page.getByText('E2E 100').first().waitFor();
      await world.looks.good(page, 'title-compare');
    });

    it('puts it in the bin, and takes it out', async () => {
      await button('Put in the bin').click();
      await page.getByText(`"${title}" is in the bin.`).waitFor();
      expect((await world.records.of('title')).some((row) => row.id === titleId)).toBe(false);
      await to('/bin');
      await page.getByRole('link', { name: title }).waitFor();
      await world.looks.good(page, 'bin');
      await button(`Take "${title}" out of the bin`).click();
      await page.getByText(`"${title}" is back.`).waitFor();
      expect((await world.records.of('title')).some((row) => row.id === titleId)).toBe(true);
    });

    it('lends a copy with the scanner alone, and takes it back', async () => {
      await to('/desk');
      await page.getByText('Ready for the next scan').waitFor();
      await scan(page, world.library.account('patron').username);
      await page.getByText('is at the desk').first().waitFor();
      await scan(page, barcode);
      await page.locator('.outcome-due strong').waitFor();
      expect(await page.locator('.outcome-words').innerText()).toContain(`"${title}" is lent`);
      await world.looks.good(page, 'desk-lent');
      const open = (await world.records.of('loan')).length;
      await page.keyboard.press('F2');
      await scan(page, barcode);
      await page.locator('.outcome-title').getByText(`"${title}" is back`).waitFor();
      await world.looks.good(page, 'desk-back');
      expect((await world.records.of('loan')).length).toBe(open);
    });

    it('undoes the whole import, and does it again', async () => {
      await page.goto(importJob);
      await button('Undo all of it').click();
      await page.waitForURL((url) => url.href !== importJob);
      await jobDone(page);
      await world.looks.good(page, 'import-undone');
      // One title was changed since the import, and stays: somebody's work is in it.
      expect((await counts()).titles).toBe(before.titles + 1);
      const undoJob = page.url();
      await button('Do it again').click();
      await page.waitForURL((url) => url.href !== undoJob);
      await jobDone(page);
      expect(await counts()).toEqual({ titles: before.titles + file.titles, items: before.items + file.copies });
      await to('/jobs');
      await world.looks.good(page, 'jobs');
    });

    it('makes a backup, sees it proved, and the numbers are those of the tables', async () => {
      await to('/');
      const before = await world.records.all();
      await button('Back up now').click();
      const { records } = await jobDone(page);
      await to('/safety');
      await page.getByText(/Proved .* matched/).waitFor({ timeout: 300_000 });
      await world.looks.good(page, 'safety-proved');
      expect(await page.locator('table.data tbody').innerText()).toContain(`${told(records ?? 0)} records`);
      // All that was there, and at most what the backup itself wrote at its very moment: its job and its own record.
      expect([before.length, before.length + 1, before.length + 2]).toContain(records);
      await to('/');
      await page.locator('[data-testid=safety-sentence][data-colour=green]').waitFor();
      const sentence = await page.getByTestId('safety-sentence').innerText();
      expect(sentence).toContain(`All ${told(records ?? 0)} records matched`);
      expect(sentence).toContain('Practice library on this computer; copies here can be deleted.');
      await world.looks.good(page, 'home-proved');
    });

    it('is told in red when a byte of that backup has changed', async () => {
      flipOneByte(world.library.dataDir);
      await to('/safety');
      await button(/^Prove the copy of/)
        .first()
        .click();
      await jobDone(page);
      await to('/safety');
      await page.getByText(/Did not prove/).waitFor();
      await world.looks.good(page, 'safety-broken');
      await to('/');
      await page.locator('[data-testid=safety-sentence][data-colour=red]').waitFor();
      await world.looks.good(page, 'home-broken');
    });

    it('finds every other place of the console in order', async () => {
      for (const place of [
        'patrons',
        'patrons/new',
        'overdue',
        'titles/new',
        'approvals',
        'staff',
        'settings',
        'sessions',
      ]) {
        await to(`/${place}`);
        await world.looks.good(page, place.replace('/', '-'));
      }
    });

    it('signs out, and is out', async () => {
      // Beside it, where sessions are listed, stands "Sign out everywhere".
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await to('/titles');
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      expect(manager.complaints).toEqual([]);
    });
  });
};
