import { KMSClient } from '@aws-sdk/client-kms';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { canonicalItem } from '../../../shared/aws/canonical.ts';
import { opensPersonKey, openWithKms } from '../../../shared/aws/class-key-wrap.ts';
import { type AnyVersion, everyVersion } from '../../../shared/aws/every-version.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import { scanAll } from '../../../shared/aws/scan.ts';
import type { System } from '../../../shared/aws/system.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import { candidatesFrom, chooseBackup } from '../../../shared/backups/rebuild/choose.ts';
import type { RestoreParts } from '../../../shared/backups/rebuild/restore.ts';
import type { RestoreSource, Wish } from '../../../shared/backups/rebuild/source.ts';
import type { EmptyCloud } from '../../support/empty-cloud.ts';
import { buckets, type SmallCloud } from '../../support/small-cloud.ts';

export const bucketSourceOf = async (cloud: SmallCloud, wish: Wish = {}): Promise<RestoreSource> => {
  const open = bucketVersions(keptBucket(cloud.s3, buckets.backups));
  const versions: AnyVersion[] = [];
  for await (const version of everyVersion(cloud.s3, buckets.backups, '')) versions.push(version);
  return { kind: 'bucket', open, ...(await chooseBackup(open, candidatesFrom(versions), wish)) };
};

/** The KMS of the library the backup is of. */
const kmsOf = (cloud: SmallCloud) =>
  new KMSClient({
    region: cloud.environment['AWS_REGION'] ?? '',
    endpoint: cloud.environment['AWS_ENDPOINT_URL_KMS'] ?? '',
    credentials: { accessKeyId: cloud.environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: 'test-secret' },
  });

export interface Invitation {
  readonly personId: string;
  readonly email: string;
}

/** A restore of one cloud's backup into an empty other, with everything it does outside itself noted. */
export const restoreParts = (
  cloud: SmallCloud,
  target: EmptyCloud,
  source: RestoreSource,
  more: Partial<RestoreParts> = {},
): RestoreParts & { readonly invited: Invitation[]; readonly said: string[] } => {
  const invited: Invitation[] = [];
  const said: string[] = [];
  return {
    system: target.system,
    source,
    classKeys: {
      open: async (item) => {
        const kms = kmsOf(cloud);
        const opened = await openWithKms(kms, item['wrapped']?.B ?? new Uint8Array());
        kms.destroy();
        return opened;
      },
      wrap: target.wrap,
      opensPersonKey,
    },
    inviteStaff: async (personId, email) => void invited.push({ personId, email }),
    holdsCopy: async () => false,
    say: (line) => void said.push(line),
    invited,
    said,
    ...more,
  };
};

/** Every item of a table by its key. */
export const allOf = async (
  system: System,
  table: 'records' | 'ledger' | 'keys',
): Promise<Map<string, AttributeMap>> => {
  const found = new Map<string, AttributeMap>();
  for await (const items of scanAll(system.dynamo, system.tables[table]))
    for (const item of items) found.set(`${item['PK']?.S} ${item['SK']?.S}`, item);
  return found;
};

/** What differs between two tables: lost, other than it was, or new. */
export const difference = (
  before: ReadonlyMap<string, AttributeMap>,
  after: ReadonlyMap<string, AttributeMap>,
): { readonly lost: string[]; readonly changed: string[]; readonly added: string[] } => ({
  lost: [...before.keys()].filter((key) => !after.has(key)),
  changed: [...before].flatMap(([key, item]) => {
    const now = after.get(key);
    return now === undefined || canonicalItem(now) === canonicalItem(item) ? [] : [key];
  }),
  added: [...after.keys()].filter((key) => !before.has(key)),
});
