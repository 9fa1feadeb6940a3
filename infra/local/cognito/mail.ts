import type { Pool } from './pool-store.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export type SendMail = (mail: Mail) => Promise<void>;

const INVITE = {
  subject: 'Your account at the library',
  message:
    'You have been invited. Sign in with this e-mail address and the temporary password {####}\nYou will choose your own password at once.',
};

/** The invitation of a pool with its two placeholders filled in. */
export function inviteMail(pool: Pool, to: string, username: string, password: string): Mail {
  const { subject, message } = pool.invite ?? INVITE;
  // Functions, because a password may hold the `$` signs that a replacement text would read as its own.
  const fill = (text: string) => text.replaceAll('{username}', () => username).replaceAll('{####}', () => password);
  return { to, subject: fill(subject), text: fill(message) };
}
