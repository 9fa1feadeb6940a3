import { createServer } from 'node:http';
import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser as ChromiumBrowser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type Party, type RunningCognito, relyingParty, startCognito } from './cognito-fixture.ts';
import { MANAGER, pool, STAFF } from './pools.ts';

const INVITED = { email: 'piotr@library.test', password: 'Temporary-Words-1' };

let running: RunningCognito;
let chromium: ChromiumBrowser;
let staff: Party;
let callback = '';
const app = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>console</title>');
});

beforeAll(async () => {
  running = await startCognito();
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  callback = `http://localhost:${typeof address === 'object' ? address?.port : ''}/callback`;
  const definition = pool(STAFF, 'REQUIRED');
  running.cognito.ensurePool({
    ...definition,
    clients: definition.clients.map((client) => ({ ...client, callbackUrls: [callback] })),
  });
  await running.admin.send(
    new AdminCreateUserCommand({
      UserPoolId: STAFF,
      Username: '01J0000000000000000000CLERK',
      MessageAction: 'SUPPRESS',
      TemporaryPassword: INVITED.password,
      UserAttributes: [
        { Name: 'email', Value: INVITED.email },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
  staff = await relyingParty(running, STAFF);
  chromium = await launchChromium();
}, 60_000);
afterAll(async () => {
  await chromium.close();
  app.close();
  await running.remove();
});

/** No finding of axe, and nothing to scroll to sideways. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/sign-in-${name}.png`, fullPage: true });
}

async function begin(page: Page): Promise<void> {
  await page.goto((await staff.begin({ redirect_uri: callback })).url);
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.keyboard.press('Enter');
}

const NAME = 'E-mail, card number or user name';

describe.each([
  ['a wide screen', 'light', { width: 1280, height: 800 }],
  ['a phone in the dark', 'dark', { width: 320, height: 568 }],
] as const)('the sign-in pages on %s', { timeout: 60_000 }, (_where, colorScheme, viewport) => {
  it('can be read and used by everybody, with the keyboard alone, up to the site that asked', async () => {
    const context = await chromium.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) failures.push(message.text());
    });
    page.on('pageerror', (error) => failures.push(error.message));
    await begin(page);
    await expectAccessible(page, `password-${colorScheme}`);
    await fill(page, { [NAME]: MANAGER.email, Password: 'wrong' });
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel(NAME).inputValue()).toBe(MANAGER.email);
    expect(await page.title()).toMatch(/^Not yet: /);
    await expectAccessible(page, `wrong-password-${colorScheme}`);
    await page.keyboard.type(MANAGER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Type your code' }).waitFor();
    await expectAccessible(page, `code-${colorScheme}`);
    const code = (await page.locator('.practice .code').textContent()) ?? '';
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${callback}**`);
    expect(failures).toEqual([]);
    await context.close();
  });

  it('lead an invited person to a password and a picture for the phone', async () => {
    const context = await chromium.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    const who = { UserPoolId: STAFF, Username: INVITED.email };
    await running.admin.send(new AdminSetUserPasswordCommand({ ...who, Password: INVITED.password, Permanent: false }));
    await begin(page);
    await fill(page, { [NAME]: INVITED.email, Password: INVITED.password });
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    await fill(page, { 'New password': 'weak', 'New password again': 'weak' });
    await page.getByRole('alert').waitFor();
    await expectAccessible(page, `new-password-${colorScheme}`);
    const chosen = `My-Own-Words-${colorScheme}-1`;
    await fill(page, { 'New password': chosen, 'New password again': chosen });
    await page.getByRole('heading', { name: 'Set up your phone' }).waitFor();
    await expectAccessible(page, `enrol-${colorScheme}`);
    await context.close();
  });

  it('help somebody who forgot the password', async () => {
    const context = await chromium.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    await begin(page);
    await page.getByRole('button', { name: 'I forgot my password' }).click();
    await page.getByText('We send you a code').waitFor();
    await expectAccessible(page, `ask-reset-${colorScheme}`);
    await fill(page, { [NAME]: MANAGER.email });
    await page.getByText('is on its way').waitFor();
    await expectAccessible(page, `reset-${colorScheme}`);
    await context.close();
  });

  it('explain an address that leads nowhere', async () => {
    const context = await chromium.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    await page.goto(`${running.url}/${STAFF}/login/nothing`);
    await expectAccessible(page, `no-sign-in-${colorScheme}`);
    await context.close();
  });
});
