import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetAccountCommand, SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { createSes } from '../../../infra/local/ses/ses.ts';

const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
const REGION = 'eu-central-1';
const calls: AwsCall[] = [];

async function start(dir: string) {
  const ses = await createSes({
    dir,
    region: REGION,
    accountId: '000000000000',
    now: () => new Date(),
    credentials: (id) => (id === ACCESS.accessKeyId ? { ...ACCESS, principal: 'role/notices' } : undefined),
    record: (call) => calls.push(call),
    identities: ['library.test'],
  });
  const server = await ses.listen(0);
  const clientFor = (credentials: typeof ACCESS) =>
    new SESv2Client({ endpoint: server.url, region: REGION, credentials, maxAttempts: 1 });
  const stop = async () => {
    await server.close();
    await ses.close();
  };
  return { ses, url: server.url, client: clientFor(ACCESS), clientFor, stop };
}

let dir = '';
let running: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ses-'));
  calls.length = 0;
  running = await start(dir);
});
afterEach(async () => {
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
});

function reminder(changes: Partial<SendEmailCommandInput> = {}): SendEmailCommand {
  return new SendEmailCommand({
    FromEmailAddress: 'The Library <desk@library.test>',
    Destination: { ToAddresses: ['reader@home.test'] },
    Content: {
      Simple: {
        Subject: { Data: 'Due on Friday – „Momo“' },
        Body: { Text: { Data: 'Please bring it back.' }, Html: { Data: '<p>Please bring it back.</p>' } },
      },
    },
    ...changes,
  });
}

describe('mail', () => {
  it('is kept, shown by the viewer, and charged to the sender', async () => {
    const { MessageId } = await running.client.send(reminder());
    expect(running.ses.messages()).toMatchObject([
      {
        messageId: MessageId,
        from: 'The Library <desk@library.test>',
        destination: { to: ['reader@home.test'] },
        subject: 'Due on Friday – „Momo“',
        body: { text: 'Please bring it back.' },
      },
    ]);
    expect(await (await fetch(`${running.url}/store`)).text()).toContain('„Momo“');
    const page = await fetch(`${running.url}/`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(calls).toEqual([
      {
        service: 'ses',
        action: 'SendEmail',
        resource: 'arn:aws:ses:eu-central-1:000000000000:identity/library.test',
        principal: 'role/notices',
        context: { 'ses:FromAddress': 'desk@library.test', 'ses:ApiVersion': '2' },
      },
    ]);
  });

  it('is still there after a restart, also in the viewer', async () => {
    await running.client.send(reminder());
    await running.ses.deliver({ from: 'desk@library.test', to: 'new@home.test', subject: 'Welcome', text: 'Hello' });
    await running.stop();
    running = await start(dir);
    expect(running.ses.messages().map((message) => message.subject)).toEqual(['Due on Friday – „Momo“', 'Welcome']);
    expect(await (await fetch(`${running.url}/store`)).text()).toContain('Welcome');
  });

  it('is gone for good when the viewer clears it', async () => {
    await running.client.send(reminder());
    const foreign = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await fetch(`${running.url}/clear-store`, foreign)).status).toBe(404);
    expect(running.ses.messages()).toHaveLength(1);
    await fetch(`${running.url}/clear-store`, { method: 'POST' });
    await running.stop();
    running = await start(dir);
    expect(running.ses.messages()).toEqual([]);
  });

  it.each([
    ['no recipient', { Destination: {} }, 'BadRequestException'],
    ['51 recipients', { Destination: { ToAddresses: Array(51).fill('a@b.test') } }, 'BadRequestException'],
    ['an address that is none', { Destination: { ToAddresses: ['reader'] } }, 'BadRequestException'],
    ['a template, which is not here', { Content: { Template: { TemplateName: 'x' } } }, 'BadRequestException'],
    ['an option that is not here', { ConfigurationSetName: 'x' }, 'BadRequestException'],
    ['a sender nobody verified', { FromEmailAddress: 'desk@other.test' }, 'MessageRejected'],
  ])('is refused with %s', async (_what, changes, name) => {
    await expect(running.client.send(reminder(changes))).rejects.toMatchObject({ name });
    expect(running.ses.messages()).toEqual([]);
  });

  it('is refused from an unknown key, a wrong secret, and without a signature', async () => {
    for (const credentials of [
      { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
      { ...ACCESS, secretAccessKey: 'guessed' },
    ]) {
      const attempt = running.clientFor(credentials).send(reminder());
      await expect(attempt).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    }
    const unsigned = await fetch(`${running.url}/v2/email/outbound-emails`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(403);
    expect(running.ses.messages()).toEqual([]);
  });

  it('says that it does not have an operation', async () => {
    const attempt = running.client.send(new GetAccountCommand({}));
    await expect(attempt).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
