import type { AttributeMap } from '../../aws/attribute-value.ts';
import { type Keyring, keyringOver } from '../../aws/keyring.ts';
import type { ReadRow } from '../reader.ts';

/** Opens a wrapped class key; undefined where the key it was wrapped with is not to be had. */
export type OpenClassKey = (item: AttributeMap) => Promise<Uint8Array | undefined>;

export interface BackupKeys {
  readonly keyring: Keyring;
  readonly personIds: readonly string[];
  readonly classKey: AttributeMap;
}

/**
 * The keys as a backup holds them, and nothing else: undefined where its copy of them has none. The keyring throws when
 * the class key cannot be opened.
 */
export const readBackupKeys = async (
  keyRows: AsyncIterable<readonly ReadRow[]>,
  openClassKey: OpenClassKey,
): Promise<BackupKeys | undefined> => {
  const persons = new Map<string, AttributeMap>();
  let classKey: AttributeMap | undefined;
  for await (const rows of keyRows)
    for (const { item } of rows) {
      const partition = item['PK']?.S ?? '';
      if (partition === 'CLASS#library') classKey = item;
      if (partition.startsWith('PERSON#')) persons.set(partition.slice('PERSON#'.length), item);
    }
  if (classKey === undefined) return undefined;
  const wrapped = classKey;
  const keyring = keyringOver({
    classKey: async () => {
      const plain = await openClassKey(wrapped);
      if (plain === undefined) throw new Error('the class key of the backup does not open here');
      return plain;
    },
    personItems: async (ids) => ids.map((id) => persons.get(id)),
    keysTable: () => {
      throw new Error('keys of a backup are only read');
    },
    random: () => {
      throw new Error('with keys of a backup nothing is sealed');
    },
  });
  return { keyring, personIds: [...persons.keys()], classKey };
};
