import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { Keyring } from '../../aws/keyring.ts';
import { PatronSecret } from '../../contracts/patrons.ts';
import type { Secrets } from './tear-beside.ts';
import { text } from './tear-rows.ts';

/** Persons whose keys are opened at once. */
const AT_ONCE = 100;

/** Who is behind each keyed reference. Opened when first asked for: most backups hold no tear that needs it. */
const patronsByRef = (keyring: Pick<Keyring, 'persons'>, personIds: () => Promise<readonly string[]>) => {
  let known: Promise<ReadonlyMap<string, string>> | undefined;
  const open = async (): Promise<ReadonlyMap<string, string>> => {
    const ids = await personIds();
    const refs = new Map<string, string>();
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const part = ids.slice(start, start + AT_ONCE);
      for (const [index, person] of (await keyring.persons(part)).entries())
        if (person !== undefined) refs.set(person.ref, part[index] ?? '');
    }
    return refs;
  };
  return async (ref: string): Promise<string | undefined> => {
    known ??= open();
    return (await known).get(ref);
  };
};

/** What the repair of tears asks of a library's keys: of the library itself, or of the copy of them in a backup. */
export const secretsOf = (
  keyring: Pick<Keyring, 'persons' | 'person' | 'lookupHash'>,
  personIds: () => Promise<readonly string[]>,
): Secrets => ({
  patronOf: patronsByRef(keyring, personIds),
  barcodeHash: async (record: AttributeMap) => {
    if (text(record['entity']) === 'item') return keyring.lookupHash('barcode', text(record['barcode']));
    const person = await keyring.person(text(record['id']));
    const sealed = record['sealed']?.B;
    if (person === undefined || sealed === undefined) return undefined;
    return keyring.lookupHash('barcode', PatronSecret.parse(person.open(sealed)).card);
  },
});
