import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
/** Sends one letter to one address. Throws what SES says when it does not take it. */
export type SendMail = (to: string, letter: Letter) => Promise<void>;

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Mail from one address, which is a verified identity of SES or belongs to a verified domain. */
export const mailFrom = (from: string, client = new SESv2Client({})): SendMail => {
  return async (to, { subject, text, html }) => {
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
      }),
    );
  };
};
