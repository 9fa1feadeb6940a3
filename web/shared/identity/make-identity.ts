import { generateX25519Identity, identityToRecipient } from 'age-encryption';

/** A key pair of the plain `age` format. The identity opens; the recipient seals, and is no secret. */
export interface NewIdentity {
  readonly identity: string;
  readonly recipient: string;
}

/**
 * Makes an identity in this browser. X25519 and not the newer hybrid kind: the `age` command of any year opens it.
 * Whoever calls this shows the identity on paper and sends the recipient alone.
 */
export const makeIdentity = async (): Promise<NewIdentity> => {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
};

/** The recipient of an identity: which sheet it is. */
export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);
