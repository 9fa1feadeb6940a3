import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Backup, ChainLink, ChangeWindow } from '../contracts/backups.ts';
import { Instant, Sha256Hex, Ulid } from '../contracts/values.ts';

export const TOOL = { name: 'strongroom', version: '0.1.0' } as const;
/** The schema of the items in the tables this version writes and can restore. */
export const DATA_SCHEMA = 1;

export const BackupTable = z.enum(['records', 'ledger', 'keys']);
export type BackupTable = z.infer<typeof BackupTable>;

export const BackupFile = z.strictObject({
  table: BackupTable,
  /** `data` holds items; `manifest` is what DynamoDB says about them. */
  kind: z.enum(['data', 'manifest']),
  key: z.string(),
  versionId: z.string().min(1),
  bytes: z.int().min(0),
  sha256: Sha256Hex,
  /** Lines of a data file: items, or changed keys. */
  items: z.int().min(0).optional(),
  /** Of a file of changes: which of the manifest's windows it belongs to, from 0. */
  window: z.int().min(0).optional(),
});
export type BackupFile = z.infer<typeof BackupFile>;

export const VaultEntry = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  size: z.int().min(0),
  /** Absent when the bytes are not those that were once stored: such a copy is none. */
  copy: z.strictObject({ key: z.string(), versionId: z.string(), sha256: Sha256Hex }).optional(),
});
export type VaultEntry = z.infer<typeof VaultEntry>;

/**
 * `backup.json`, written last: without it there is no backup. A restore reads this, then each file by its version id.
 * An incremental backup holds the changes of `records` and `ledger` in its windows, on top of its chain; counts and
 * digest are of the whole library as of `exportTime` all the same. Person keys are whole in every backup and no part of
 * the digest: their copies go after 35 days, so that an erasure becomes final.
 */
export const BackupManifest = z.strictObject({
  format: z.literal('strongroom-backup-1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  schema: z.int().min(1),
  backupId: Ulid,
  kind: Backup.shape.kind,
  class: Backup.shape.class,
  exportTime: Instant,
  /** All that an incremental backup adds to its chain, and the parts it was exported in, one after the other. */
  window: ChangeWindow.optional(),
  windows: z.array(ChangeWindow).optional(),
  /** What an incremental backup builds on, oldest (the full one) first, without itself. */
  chain: z.array(ChainLink).optional(),
  retainUntil: Instant,
  lockMode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
  counts: z.strictObject({
    /** Records, as people count them: titles, items, patrons, loans and so on, without their past. */
    records: z.int().min(0),
    items: z.record(BackupTable, z.int().min(0)),
  }),
  /** `state` are the sums behind the value, from which the next backup goes on. */
  digest: z.strictObject({ algorithm: z.literal('lthash16-shake128-sha256'), value: Sha256Hex, state: z.string() }),
  /** The backup kept before this one, and the SHA-256 of its backup.json. */
  before: z.strictObject({ backupId: Ulid, manifestHash: Sha256Hex }).optional(),
  files: z.array(BackupFile),
  /** Every object of the vault as of `exportTime`, and where a copy of that version lies. */
  vault: z.array(VaultEntry),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

export const manifestBytes = (manifest: BackupManifest): Uint8Array =>
  Buffer.from(`${JSON.stringify(BackupManifest.parse(manifest), null, 1)}\n`);

/** Lower-case hex SHA-256. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Where the files of a backup lie: records and ledger below its class, person keys apart and unlocked. */
export const backupPrefix = (kind: BackupManifest['class'], backupId: string): string => `${kind}/${backupId}/`;
export const keptKey = (kind: BackupManifest['class'], backupId: string, table: BackupTable, path: string): string =>
  table === 'keys' ? `keys/${backupId}/${path}` : `${backupPrefix(kind, backupId)}${table}/${path}`;
export const manifestKey = (kind: BackupManifest['class'], backupId: string): string =>
  `${backupPrefix(kind, backupId)}backup.json`;
/** Copies of the vault lie apart from all backups: many of them name the same one. */
export const vaultKey = (key: string, versionId: string): string => `vault/${key}/${versionId}`;
