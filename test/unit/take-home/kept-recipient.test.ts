import { describe, expect, it } from 'vitest';
import { forgetRecipient, keepRecipient, keptRecipient } from '../../../web/console/take-home/kept-recipient.ts';
import { makeIdentity } from '../../../web/shared/identity/make-identity.ts';

const storeOf = () => {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  };
};

describe('a checked sheet, over the sign-in before it is put in use', () => {
  it('is kept by its public half alone, and forgotten', async () => {
    const { identity, recipient } = await makeIdentity();
    const store = storeOf();
    keepRecipient(store, recipient);
    expect(keptRecipient(store)).toBe(recipient);
    expect([...store.held.values()].join()).not.toContain(identity.slice(0, 14));
    forgetRecipient(store);
    expect(keptRecipient(store)).toBeUndefined();
  });

  it('that is no recipient is not taken for one', () => {
    const store = storeOf();
    keepRecipient(store, 'age1something');
    expect(keptRecipient(store)).toBeUndefined();
  });
});
