import * as z from 'zod';
import { AwsError } from '../aws-json/errors.ts';

const MOST_RECIPIENTS = 50;

const text = z.strictObject({ Data: z.string().min(1), Charset: z.string().optional() });
const address = z.string().regex(/^(?:[^<>@]*<)?[^<>@\s]+@[^<>@\s]+>?$/, 'is not an e-mail address');
const addresses = z.array(address).default([]);

/** What the product sends: a simple message with a subject, text and perhaps HTML. Anything else is refused. */
const sendEmailSchema = z.strictObject({
  FromEmailAddress: address,
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  ReplyToAddresses: addresses,
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: text,
      Body: z.strictObject({ Text: text.optional(), Html: text.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
    }),
  }),
});
export type SendEmail = z.infer<typeof sendEmailSchema>;

export function parseSendEmail(input: unknown): SendEmail {
  const parsed = sendEmailSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AwsError('BadRequestException', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { ToAddresses, CcAddresses, BccAddresses } = parsed.data.Destination;
  const recipients = ToAddresses.length + CcAddresses.length + BccAddresses.length;
  if (recipients < 1 || recipients > MOST_RECIPIENTS) {
    throw new AwsError('BadRequestException', `A message has 1 to ${MOST_RECIPIENTS} recipients, not ${recipients}.`);
  }
  return parsed.data;
}

/** The bare address inside `Name <address>`. */
export function bareAddress(from: string): string {
  return (/<([^>]+)>$/.exec(from)?.[1] ?? from).toLowerCase();
}

/**
 * The verified identity that lets an address send: itself or its domain.
 * @throws MessageRejected when there is none, in AWS's words.
 */
export function sendingIdentity(from: string, identities: readonly string[]): string {
  const sender = bareAddress(from);
  const identity = [sender, sender.split('@')[1]].find((each) => each !== undefined && identities.includes(each));
  if (identity) return identity;
  throw new AwsError('MessageRejected', `Email address is not verified: ${sender}`);
}
