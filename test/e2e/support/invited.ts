import { setTimeout as delay } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { typePassword } from './sign-in.ts';

const Store = z.object({
  emails: z.array(
    z.object({ destination: z.object({ to: z.array(z.string()) }), body: z.object({ text: z.string().optional() }) }),
  ),
});
const LONGEST_MS = 60_000;

/** The temporary password of the invitation, as the mail viewer shows it. */
export const invitedPassword = async (mail: string, email: string): Promise<string> => {
  for (const until = Date.now() + LONGEST_MS; ; await delay(250)) {
    const { emails } = Store.parse(await (await fetch(`${mail}/store`)).json());
    const found = emails.findLast(({ destination }) => destination.to.includes(email));
    const password = /temporary password (\S+)/.exec(found?.body.text ?? '')?.[1];
    if (password !== undefined) return password;
    if (Date.now() > until) throw new Error(`no invitation came for ${email}`);
  }
};

/** Signs in with an invitation: an own password, a phone, and from then on as everybody does. */
export const acceptInvitation = async (
  page: Page,
  address: string,
  email: string,
  temporary: string,
  password: string,
): Promise<void> => {
  await page.goto(address);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await typePassword(page, email, temporary);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Save and go on' }).click();
  const secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
  await page.getByLabel('Six-digit code').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
};
