import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { BackupManifest } from '../manifest.ts';
import type { OpenVersion } from '../reader.ts';
import { readState } from '../state-reader.ts';
import { RestoreRefused } from './source.ts';

/** Opens the class key of a backup, and wraps it under the KMS key of the deployment that is filled. */
export interface ClassKeys {
  /** Undefined when neither KMS nor an identity nor the copy itself opens it. */
  readonly open: (item: AttributeMap) => Promise<Uint8Array | undefined>;
  readonly wrap: (plain: Uint8Array) => Promise<Uint8Array>;
  readonly opensPersonKey: (classKey: Uint8Array, personId: string, wrapped: Uint8Array) => boolean;
}

const isClassKey = (item: AttributeMap): boolean => item['PK']?.S?.startsWith('CLASS#') === true;

/**
 * The class keys of a backup as they stand in the new deployment. Each is tried on a person's key first: a key that
 * opens nothing would show only when somebody looks for the first patron.
 */
export const wrappedAnew = async (
  keys: ClassKeys,
  open: OpenVersion,
  layers: readonly BackupManifest[],
): Promise<readonly AttributeMap[]> => {
  const found: AttributeMap[] = [];
  let person: { id: string; wrapped: Uint8Array } | undefined;
  for await (const rows of readState(open, layers, ['keys']))
    for (const { item } of rows) {
      if (isClassKey(item)) found.push(item);
      const id = item['PK']?.S?.startsWith('PERSON#') === true ? item['PK'].S.slice('PERSON#'.length) : undefined;
      if (person === undefined && id !== undefined && item['wrapped']?.B !== undefined)
        person = { id, wrapped: item['wrapped'].B };
    }
  if (found.length === 0)
    throw new RestoreRefused(
      'This backup has no key of the library with it: keys are kept for 35 days. A newer backup, or a take-home copy, has them.',
    );
  const anew: AttributeMap[] = [];
  for (const item of found) {
    const plain = await keys.open(item);
    if (plain === undefined)
      throw new RestoreRefused(
        'The key of the library does not open here: its KMS key is not this account’s. Type the recovery sheet into a ' +
          'text file and give that with --identity FILE.',
      );
    if (person !== undefined && !keys.opensPersonKey(plain, person.id, person.wrapped))
      throw new RestoreRefused(
        'The key of the library was opened, but the keys of its people do not open with it: this recovery sheet, or this ' +
          'copy, is of another library.',
      );
    anew.push({ ...item, wrapped: { B: new Uint8Array(await keys.wrap(plain)) } });
  }
  return anew;
};
