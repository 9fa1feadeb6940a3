import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visit } from '../support/browser.ts';
import { scan } from '../support/desk.ts';
import { signIn, typeCode, typePassword } from '../support/sign-in.ts';
import type { World } from '../support/world.ts';

const TOO_LARGE = 600 * 1024 * 1024;

/** What goes wrong in an honest day: each time the page says what was not done, why, and what to do next. */
export const refusalsInWords = (worldOf: () => World): void => {
  describe('somebody who gets something wrong', () => {
    let clerk: Visit;
    let page: Page;
    const to = (path: string) => page.goto(`${worldOf().library.ready.console}${path}`);

    beforeAll(async () => {
      clerk = await worldOf().visit();
      page = clerk.page;
    });
    afterAll(() => clerk?.close());

    it('is not let in with a wrong password or a wrong code, and is told what to check', async () => {
      const account = worldOf().library.account('manager', 1);
      await to('/');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await worldOf().looks.good(page, 'sign-in');
      await typePassword(page, account.username, 'Not-My-Password-1');
      await page.getByText('The name and the password do not go together.').waitFor();
      await worldOf().looks.here(page, 'sign-in-wrong-password');
      await typePassword(page, account.username, account.password);
      await page.getByLabel('Six-digit code').fill('000000');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('This code is wrong, too old, or was used already.').waitFor();
      await worldOf().looks.here(page, 'sign-in-wrong-code');
      await typeCode(page);
      await page.getByRole('heading', { name: 'Home' }).waitFor();
    });

    it('cannot send a file that is too large, and nothing of it leaves the computer', async () => {
      const large = join(worldOf().folder, 'large.mrc');
      const handle = openSync(large, 'w');
      // A hole of this length: it takes no room on the disk.
      ftruncateSync(handle, TOO_LARGE);
      closeSync(handle);
      await to('/import');
      const sent: string[] = [];
      page.on('request', (request) => {
        if (request.method() !== 'GET') sent.push(request.url());
      });
      await page.getByLabel('Choose a file').setInputFiles(large);
      await page.getByText('Not sent: the file has 600 MB; at most 512 MB can be read.').waitFor();
      await page.getByText('Export it in smaller parts').waitFor();
      expect(sent).toEqual([]);
      await worldOf().looks.here(page, 'import-too-large');
    });

    it('cannot import what is no catalogue, and is told what it is', async () => {
      const letter = join(worldOf().folder, 'letter.mrc');
      writeFileSync(letter, '%PDF-1.7\nOur catalogue is enclosed.\n');
      const before = (await worldOf().records.of('title')).length;
      await to('/import');
      await page.getByLabel('Choose a file').setInputFiles(letter);
      await page.getByText('The file was kept out. Nothing was imported.').waitFor();
      await page.getByText('This is a PDF document.').waitFor();
      expect(await page.getByRole('button', { name: 'Start the import' }).count()).toBe(0);
      expect((await worldOf().records.of('title')).length).toBe(before);
      await worldOf().looks.good(page, 'import-refused');
    });

    it('scans a barcode that nobody knows, and a book that somebody else has', async () => {
      const { records, library } = worldOf();
      const [patron] = (await records.of('patron')).filter((row) => row['blocked'] === false);
      const [loan] = (await records.of('loan')).filter((row) => row['returnedAt'] === undefined);
      const item = (await records.of('item')).find((row) => row.id === loan?.['itemId']);
      expect(patron).toBeDefined();
      await to('/desk');
      await page.getByText('Ready for the next scan').waitFor();
      await scan(page, '39999999999999');
      await page.locator('.outcome-title').getByText('Nothing here has the barcode 39999999999999').waitFor();
      await worldOf().looks.here(page, 'desk-unknown');
      await scan(page, library.account('patron').username);
      await page.locator('.outcome-title').getByText('is at the desk').waitFor();
      await scan(page, String(item?.['barcode']));
      await page
        .locator('.outcome-title')
        .getByText(/^Not lent: .+ has it, due back \d/)
        .waitFor();
      await worldOf().looks.here(page, 'desk-on-loan');
    });

    it('saves over what somebody else changed meanwhile only when they say so, and sees who it was', async () => {
      const { records, library } = worldOf();
      const [title] = await records.of('title');
      const other = await worldOf().visit();
      try {
        await signIn(other.page, library.ready.console, library.account('cataloguer'));
        await to(`/titles/${title?.id}/edit`);
        await page.getByLabel('Publisher').fill('Second Press');
        await other.page.goto(`${library.ready.console}/titles/${title?.id}/edit`);
        await other.page.getByLabel('Publisher').fill('First Press');
        await other.page.getByRole('button', { name: 'Save' }).click();
        await other.page.getByText(/^Saved as version/).waitFor();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText(/^Not saved: Carla Mendes changed this record today \d\d:\d\d/).waitFor();
        await page.getByRole('table', { name: 'Somebody was faster' }).getByText('First Press').waitFor();
        await worldOf().looks.here(page, 'title-stale');
        await page.getByRole('button', { name: 'Save mine over it' }).click();
        await page.getByText(/^Saved as version/).waitFor();
      } finally {
        await other.close();
      }
      expect((await records.of('title')).find((row) => row.id === title?.id)?.version).toBe((title?.version ?? 0) + 2);
      expect(clerk.complaints).toEqual([]);
    });
  });
};
