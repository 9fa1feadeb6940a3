import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { demoItems } from '../../infra/local/demo/demo-items.ts';
import { demoLoans } from '../../infra/local/demo/demo-loans.ts';
import { demoPatrons } from '../../infra/local/demo/demo-patrons.ts';
import { loadDemoTitles } from '../../infra/local/demo/demo-titles.ts';
import { runNode } from '../../infra/tools/run-command.ts';
import { unpackChromium } from '../e2e/support/chromium.ts';
import { startLibrary } from '../e2e/support/library.ts';
import { healthMs, scan, signInAt, watchScans } from './desk-page.ts';
import { median, rounded, spreadOf } from './statistics.ts';

const SEED = 1;
const ITEMS = 8;
const ROUNDS = 5;
const FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const FIRST_AIM_MS = 60_000;
const NEXT_AIM_MS = 10_000;

/** Books of the demo library that have never been lent, and a card that may borrow them. */
const whatToScan = () => {
  const items = demoItems(loadDemoTitles(), SEED);
  const patrons = demoPatrons();
  const used = new Set(demoLoans(items, patrons, SEED).map(({ itemIndex }) => itemIndex));
  const free = items.filter(({ itemType }, index) => itemType === 'book' && !used.has(index));
  const barcodes = free.slice(0, ITEMS).map(({ barcode }) => barcode);
  const [first] = patrons;
  if (first === undefined || barcodes.length < ITEMS) throw new Error('the demo library is too small for this');
  return { card: first.card, barcodes };
};

const timed = async <T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> => {
  const began = performance.now();
  const result = await work();
  return { ms: rounded(performance.now() - began, 0), result };
};

const mustBe = async (page: Page, tone: 'safe' | 'calm'): Promise<void> => {
  if ((await page.locator(`.outcome-${tone}`).count()) === 1) return;
  throw new Error(`the desk refused a scan: ${await page.locator('.outcome-words').innerText()}`);
};

const scanAll = async (page: Page, barcodes: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (const barcode of barcodes) {
    times.push(await scan(page, barcode));
    await mustBe(page, 'safe');
  }
  return times;
};

const atTheDesk = async (page: Page) => {
  const { card, barcodes } = whatToScan();
  await page.getByLabel(/scan/i).first().waitFor();
  // The list of scans is there from the first scan on.
  await page.keyboard.type(card);
  await page.keyboard.press('Enter');
  await page.locator('.outcome-calm').waitFor();
  await watchScans(page);
  const lent: number[] = [];
  const returned: number[] = [];
  const health: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    lent.push(...(await scanAll(page, barcodes)));
    await page.getByRole('button', { name: 'Take back' }).click();
    returned.push(...(await scanAll(page, barcodes)));
    for (let asked = 0; asked < ITEMS; asked += 1) health.push(await healthMs(page));
    await page.getByRole('button', { name: 'Lend' }).click();
    await scan(page, card);
  }
  return { lent, returned, health };
};

/**
 * The real product, opened as `npm start` opens it: time until it is ready, first with nothing there and then again,
 * and in a real browser the time from a scan to its outcome. Templates and pages are made beforehand.
 */
export const benchDesk = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bench-desk-'));
  let opened: Awaited<ReturnType<typeof startLibrary>> | undefined;
  try {
    const executablePath = await unpackChromium();
    // Makes templates and pages if their sources have changed, so that the times below are those of opening alone.
    const warm = await startLibrary(mkdtempSync(join(folder, 'warm-')), { empty: true });
    await warm.stop();
    const first = await timed(() => startLibrary(folder));
    await first.result.stop();
    const next = await timed(() => startLibrary(folder));
    opened = next.result;
    const empties = [];
    for (let run = 0; run < 5; run += 1) empties.push((await timed(() => runNode(['--eval', '0']))).ms);
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      const page = await browser.newPage();
      await signInAt(page, opened.ready.console, opened.account('manager'));
      await page.goto(new URL('/desk', opened.ready.console).href);
      const { lent, returned, health } = await atTheDesk(page);
      const floor = spreadOf(health);
      return {
        ready: {
          firstMs: first.ms,
          nextMs: next.ms,
          aims: { firstMs: FIRST_AIM_MS, nextMs: NEXT_AIM_MS },
          ratio: { of: 'the next start over an empty Node process', value: rounded(next.ms / median(empties), 0) },
        },
        scanMs: {
          checkOut: spreadOf(lent),
          checkIn: spreadOf(returned),
          health: floor,
          scans: lent.length + returned.length,
          ratio: {
            of: 'a check-out over a request of the same page that touches no table, p50',
            value: rounded(spreadOf(lent).p50 / floor.p50, 1),
          },
        },
      };
    } finally {
      await browser.close();
    }
  } finally {
    await opened?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
