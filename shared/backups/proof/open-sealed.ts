import type { AttributeMap } from '../../aws/attribute-value.ts';
import { opensCanary } from '../../aws/keyring.ts';
import type { Proof } from '../../contracts/backups.ts';
import { PatronSecret } from '../../contracts/patrons.ts';
import type { BackupManifest } from '../manifest.ts';
import type { OpenVersion } from '../reader.ts';
import { type BackupKeys, type OpenClassKey, readBackupKeys } from '../scratch/backup-keys.ts';
import { text } from '../scratch/tear-rows.ts';
import { readState } from '../state-reader.ts';

type Finding = Proof['findings'][number];
export interface Opening {
  readonly opened: NonNullable<Proof['opened']>;
  readonly findings: readonly Finding[];
}

/** The head of an age file with a recipient of its own: what the sheet opens, the server cannot try. */
const AGE_HEAD = /^age-encryption\.org\/v1\n-> X25519 /;
const isForSheet = (recovery: Uint8Array): boolean =>
  AGE_HEAD.test(Buffer.from(recovery.subarray(0, 64)).toString('latin1')) && recovery.length > 200;

/** A patron of the copy whose key is in it. Files are dealt by chance anew in each full backup, and so is the first of them. */
const somePatron = async (
  open: OpenVersion,
  layers: readonly BackupManifest[],
  keys: BackupKeys,
  beat: () => Promise<void>,
): Promise<AttributeMap | undefined> => {
  const known = new Set(keys.personIds);
  for await (const rows of readState(open, layers, ['records'])) {
    const found = rows.find(
      ({ item }) => text(item['SK']) === 'REC' && text(item['entity']) === 'patron' && known.has(text(item['id'])),
    );
    if (found !== undefined) return found.item;
    await beat();
  }
  return undefined;
};

const opensPatron = async (keys: BackupKeys, patron: AttributeMap): Promise<boolean> => {
  try {
    const person = await keys.keyring.person(text(patron['id']));
    const secret = PatronSecret.parse(person?.open(patron['sealed']?.B ?? new Uint8Array()));
    const hash = await keys.keyring.lookupHash('card', secret.card);
    return (patron['lookups']?.L ?? []).some((lookup) => text(lookup) === hash);
  } catch {
    return false;
  }
};

/**
 * Opens what only the keys open, with the keys in this copy and nothing else: the canary, and the sealed field of a
 * patron, who must then be found by the card that is in it. Undefined when the copy holds no keys.
 */
export const openSealed = async (
  open: OpenVersion,
  layers: readonly BackupManifest[],
  openClassKey: OpenClassKey,
  beat: () => Promise<void>,
): Promise<Opening> => {
  const keys = await readBackupKeys(readState(open, layers, ['keys']), openClassKey);
  if (keys === undefined) return { opened: { canary: false, recovery: false }, findings: [{ code: 'finding.canary' }] };
  const classKey = await openClassKey(keys.classKey);
  const canarySealed = keys.classKey['canary']?.B;
  const canary = classKey !== undefined && canarySealed !== undefined && opensCanary(classKey, canarySealed);
  const findings: Finding[] = canary ? [] : [{ code: 'finding.canary' }];
  const patron = classKey === undefined ? undefined : await somePatron(open, layers, keys, beat);
  const patronOpens = patron === undefined ? undefined : await opensPatron(keys, patron);
  if (patronOpens === false) findings.push({ code: 'finding.sealed-field', record: `patron ${text(patron?.['id'])}` });
  const sealed = keys.classKey['recovery']?.B;
  const recovery = sealed !== undefined && isForSheet(sealed);
  if (sealed !== undefined && !recovery) findings.push({ code: 'finding.recovery' });
  return { opened: { canary, recovery, ...(patronOpens === undefined ? {} : { patron: patronOpens }) }, findings };
};
