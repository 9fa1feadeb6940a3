import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Keep, KeptBucket, VersionRow } from '../aws/kept-objects.ts';
import { vaultKey } from './manifest.ts';
import type { Sums } from './measure.ts';

/** Files come into the vault in parts of this size (DESIGN section 9); S3 then remembers the sum of the parts' sums. */
const PART = 8 * 1024 * 1024;

/** SHA-256 of the whole (hex), and, as S3 writes it, of the parts. */
export interface VaultSums extends Pick<Sums, 'bytes' | 'sha256'> {
  readonly parts: string;
}

/** Reads an object to its end; memory stays flat. */
export const vaultSums = async (body: Readable): Promise<VaultSums> => {
  const whole = createHash('sha256');
  const ofParts = createHash('sha256');
  let part = createHash('sha256');
  let inPart = 0;
  let count = 0;
  let bytes = 0;
  const endPart = () => {
    ofParts.update(part.digest());
    part = createHash('sha256');
    inPart = 0;
    count += 1;
  };
  for await (const piece of body) {
    const chunk: Uint8Array = piece;
    whole.update(chunk);
    bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      const take = chunk.subarray(at, at + PART - inPart);
      part.update(take);
      inPart += take.length;
      at += take.length;
      if (inPart === PART) endPart();
    }
  }
  if (inPart > 0 || count === 0) endPart();
  return { bytes, sha256: whole.digest('hex'), parts: `${ofParts.digest('base64')}-${count}` };
};

/** Whether the bytes are those that S3 was given: by the sum it remembers, of the whole or of the parts. */
const isStored = (sums: VaultSums, stored: string | undefined): boolean =>
  stored === sums.parts || stored === Buffer.from(sums.sha256, 'hex').toString('base64');

export interface VaultCopy {
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
}

/** The copy of a version that lies in the bucket already. */
export const standingCopy = async (backups: KeptBucket, row: VersionRow): Promise<VaultCopy | undefined> => {
  const key = vaultKey(row.key, row.versionId);
  const found = await backups.current(key);
  return found?.sha256 === undefined ? undefined : { key, versionId: found.versionId, sha256: found.sha256 };
};

/**
 * Copies one version of one object under a lock, its bytes held to the checksum it was stored with; read twice, because
 * S3 wants to know the sum before the bytes. False when they are not what was stored, or not there: then no copy is made.
 */
export const copyVersion = async (
  from: { readonly vault: KeptBucket; readonly backups: KeptBucket },
  row: VersionRow,
  lock: NonNullable<Keep['lock']>,
): Promise<boolean> => {
  const told = await from.vault.describe(row.key, row.versionId);
  const first = await from.vault.open(row.key, row.versionId);
  if (first === undefined || told === undefined) return false;
  const sums = await vaultSums(first.body);
  if (sums.bytes !== told.size || !isStored(sums, told.sha256)) return false;
  const again = await from.vault.open(row.key, row.versionId);
  if (again === undefined) return false;
  try {
    const keep = { key: vaultKey(row.key, row.versionId), size: sums.bytes, sha256: sums.sha256, lock };
    await from.backups.put(keep, again.body);
    return true;
  } finally {
    again.body.destroy();
  }
};
