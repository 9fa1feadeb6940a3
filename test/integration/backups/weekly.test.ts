import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSes, type LocalSes } from '../../../infra/local/ses/ses.ts';
import { mailFrom } from '../../../shared/aws/mail.ts';
import { claimMail, readMail, weekOf } from '../../../shared/backups/weekly/mail-store.ts';
import { type Recipient, sendWeek, type WeekParts } from '../../../shared/backups/weekly/send-week.ts';
import { managersOf } from '../../../shared/staff/staff-store.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

const access = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
const region = 'eu-central-1';
const dir = mkdtempSync(join(tmpdir(), 'weekly-'));
let cloud: SmallCloud;
let ses: LocalSes;
let client: SESv2Client;
let close: () => Promise<void>;
const failed: string[] = [];

beforeAll(async () => {
  cloud = await startSmallCloud();
  ses = await createSes({
    dir,
    region,
    accountId: '000000000000',
    now: () => new Date(),
    credentials: () => ({ ...access, principal: 'test' }),
    record: () => undefined,
    identities: ['library.localhost'],
  });
  const server = await ses.listen(0);
  client = new SESv2Client({ endpoint: server.url, region, credentials: access, maxAttempts: 1 });
  close = server.close;
});
afterAll(async () => {
  client.destroy();
  await close();
  await ses.close();
  await cloud.close();
  rmSync(dir, { recursive: true, force: true });
});

const managers = async (): Promise<readonly Recipient[]> =>
  (await managersOf(cloud.system)).map(({ id, name, email }) => ({ staffId: id, name, email }));
const parts = (more: Partial<WeekParts> = {}): WeekParts => ({
  system: cloud.system,
  situation: { mode: 'practice', offsite: false },
  console: 'http://localhost:4001',
  managers,
  send: mailFrom('backups@library.localhost', client),
  failed: (staffId) => failed.push(staffId),
  ...more,
});
const week = (days: number): void => {
  cloud.clock.offsetMs = days * 86_400_000;
};
const none = { sent: 0, had: 0, failed: 0, givenUp: 0 };

describe('the weekly mail', () => {
  it('goes to every manager, with the sentence of the home page', async () => {
    expect(await sendWeek(parts())).toEqual({ ...none, sent: 1 });
    const [mail] = ses.messages();
    expect(mail).toMatchObject({
      from: 'backups@library.localhost',
      destination: { to: ['maria@example.org'] },
      body: { text: expect.stringContaining('Good morning, Maria Manager.') },
    });
    expect(mail?.subject).toContain('Test Library: act now');
    expect(mail?.body.text).toContain('There is no backup copy yet.');
    expect(mail?.body.html).toContain('There is no backup copy yet.');
  });

  it('comes once a week, however often it is asked for', async () => {
    expect(await sendWeek(parts())).toEqual({ ...none, had: 1 });
    week(7);
    const both = await Promise.all([sendWeek(parts()), sendWeek(parts()), sendWeek(parts())]);
    expect(both.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(ses.messages()).toHaveLength(2);
  });

  it('is tried again when it was not taken, and counted', async () => {
    week(14);
    const refuse = parts({ send: mailFrom('backups@nobody.example', client) });
    expect(await sendWeek(refuse)).toEqual({ ...none, failed: 1 });
    expect(failed).toEqual([cloud.managerId]);
    expect(await sendWeek(refuse)).toEqual({ ...none, failed: 1 });
    const key = weekOf(cloud.system.clock());
    expect((await readMail(cloud.system, key, cloud.managerId))?.attempts).toBe(2);
    expect(await sendWeek(parts())).toEqual({ ...none, sent: 1 });
    expect(await sendWeek(parts())).toEqual({ ...none, had: 1 });
    expect(ses.messages()).toHaveLength(3);
  });

  it('does not keep the others from theirs when one address is not taken, and gives up at last', async () => {
    week(21);
    const [maria] = await managers();
    if (maria === undefined) throw new Error('nobody manages the library');
    const others = [{ staffId: `${maria.staffId.slice(0, -1)}0`, name: 'Odd', email: 'odd@' }, maria];
    const odd = parts({ managers: async () => others });
    expect(await sendWeek(odd)).toEqual({ ...none, failed: 1, sent: 1 });
    for (let attempt = 2; attempt <= 8; attempt += 1)
      expect(await sendWeek(odd)).toEqual({ ...none, failed: 1, had: 1 });
    expect(await sendWeek(odd)).toEqual({ ...none, givenUp: 1, had: 1 });
  });

  it('is sent by a later call when the one that had it in hand died', async () => {
    week(28);
    const now = cloud.system.clock();
    expect(await claimMail(cloud.system, weekOf(now), cloud.managerId, undefined, now)).toBe(true);
    expect(await claimMail(cloud.system, weekOf(now), cloud.managerId, undefined, now)).toBe(false);
    expect(await sendWeek(parts())).toEqual({ ...none, had: 1 });
    cloud.clock.offsetMs += 120_000;
    expect(await sendWeek(parts())).toEqual({ ...none, sent: 1 });
  });
});
