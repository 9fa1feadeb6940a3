import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Source } from '../../shared/backups/take-home/age-file.ts';
import { type Entry, entryOf, sealedArchive } from '../../shared/backups/take-home/archive.ts';
import {
  backupName,
  CONTENTS_NAME,
  contentsBytes,
  type TakeHomeContents,
} from '../../shared/backups/take-home/contents.ts';

export const newSheet = async () => {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
};

const ID = '01JDAAAAAAAAAAAAAAAAAAAAAA';
export const contentsOf = (
  recipient: string,
  files: readonly { readonly key: string; readonly bytes: Uint8Array; readonly part?: number }[],
  more: Partial<TakeHomeContents> = {},
): TakeHomeContents => ({
  format: 'strongroom-take-home-1',
  tool: { name: 'strongroom', version: '0.1.0' },
  takeHomeId: ID,
  libraryName: 'Bücherei Ærø',
  madeAt: '2026-11-23T20:00:00.000Z',
  recipient,
  part: 1,
  parts: 1,
  backup: {
    backupId: ID,
    exportTime: '2026-11-23T19:00:00.000Z',
    records: 3,
    manifest: { key: 'daily/x/backup.json', versionId: 'v0', hash: '0'.repeat(64) },
  },
  files: files.map(({ key, bytes, part = 1 }) => ({ key, versionId: `v-${key}`, bytes: bytes.length, part })),
  ...more,
});

/** A sealed copy in memory, by the writer of the product. */
export const sealedCopy = async (recipient: string, contents: TakeHomeContents, entries: readonly Entry[]) => {
  const all = [entryOf(CONTENTS_NAME, contentsBytes(contents)), ...entries];
  const chunks: Uint8Array[] = [];
  for await (const chunk of await sealedArchive(recipient, all, new Date(contents.madeAt))) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const backupEntry = (key: string, bytes: Uint8Array): Entry => entryOf(backupName(key), bytes);

export const memorySource = (bytes: Uint8Array, name = 'copy.age'): Source => ({
  name,
  size: bytes.length,
  read: async (from, count) => bytes.subarray(from, from + count),
});
