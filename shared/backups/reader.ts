import type { Readable } from 'node:stream';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { type KeptBucket, ObjectFailed } from '../aws/kept-objects.ts';
import { type ChangedRow, changesOf, type Row, rowsOf, UnreadableFile } from './lines.ts';
import { type BackupFile, BackupManifest, sha256Of } from './manifest.ts';
import { measured } from './measure.ts';

/** Something in a backup is not what was put away. `code` is a finding of the message catalogue. */
export class Damage extends Error {
  readonly code: 'finding.file-changed' | 'finding.file-missing';
  readonly file: string;
  readonly line: number | undefined;
  constructor(code: Damage['code'], file: string, line?: number, options?: ErrorOptions) {
    super(`${code}: ${file}`, options);
    this.code = code;
    this.file = file;
    this.line = line;
  }
}

/** The bytes stopped coming in the middle: tried again, it may go well. */
export class StreamBroken extends Error {
  readonly file: string;
  constructor(file: string, options: ErrorOptions) {
    super(`${file} could not be read to its end`, options);
    this.file = file;
  }
}

/** Opens one version of one object; undefined when there is none. The bucket, or a copy of it elsewhere. */
export type OpenVersion = (key: string, versionId: string) => Promise<Readable | undefined>;

export const bucketVersions =
  (bucket: KeptBucket): OpenVersion =>
  async (key, versionId) => {
    try {
      return (await bucket.open(key, versionId))?.body;
    } catch (error) {
      if (error instanceof ObjectFailed) throw new StreamBroken(key, { cause: error });
      throw error;
    }
  };

export interface ManifestRef {
  readonly key: string;
  readonly versionId: string;
  /** SHA-256 (hex) of its bytes. */
  readonly hash: string;
}

/** Reads `backup.json`, held to the hash its record knows. Throws `Damage`. */
export const readManifest = async (open: OpenVersion, ref: ManifestRef): Promise<BackupManifest> => {
  const body = await open(ref.key, ref.versionId);
  if (body === undefined) throw new Damage('finding.file-missing', ref.key);
  const bytes = await wholeOf(body, ref.key);
  if (sha256Of(bytes) !== ref.hash) throw new Damage('finding.file-changed', ref.key);
  const parsed = BackupManifest.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success) throw new Damage('finding.file-changed', ref.key, undefined, { cause: parsed.error });
  return parsed.data;
};

/** The client checks what S3 remembers of the bytes, too, and says so in the middle of the stream. */
const isChecksumError = (error: unknown): boolean => error instanceof Error && /checksum mismatch/i.test(error.message);

const broken = (error: unknown, file: string): Error =>
  isChecksumError(error)
    ? new Damage('finding.file-changed', file, undefined, { cause: error })
    : new StreamBroken(file, { cause: error });

const wholeOf = async (body: Readable, file: string): Promise<Buffer> => {
  try {
    return Buffer.concat(await body.toArray());
  } catch (error) {
    throw broken(error, file);
  }
};

export interface ReadRow {
  readonly file: BackupFile;
  /** The line in its file, from 1. */
  readonly line: number;
  readonly item: AttributeMap;
}

/**
 * Reads one file of a backup by its version id and yields its lines in groups, whatever `lines` makes of them.
 * Only when it ends without `Damage` was the file what was put away: what came before is for comparing, not for keeping.
 */
async function* heldFile<T>(
  open: OpenVersion,
  file: BackupFile,
  lines: (packed: Readable) => AsyncGenerator<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  const body = await open(file.key, file.versionId);
  if (body === undefined) throw new Damage('finding.file-missing', file.key);
  const { through, sums } = measured(body);
  let items = 0;
  try {
    if (file.kind === 'data')
      for await (const rows of lines(through)) {
        items += rows.length;
        yield rows;
      }
    else for await (const _chunk of through);
  } catch (error) {
    if (error instanceof UnreadableFile)
      throw new Damage('finding.file-changed', file.key, error.line, { cause: error });
    throw broken(error, file.key);
  }
  const found = sums();
  if (found.sha256 !== file.sha256 || found.bytes !== file.bytes || items !== (file.items ?? 0))
    throw new Damage('finding.file-changed', file.key);
}

/** A file of items, or of what DynamoDB says about them (no rows then, but held to its sum all the same). */
export async function* readFile(open: OpenVersion, file: BackupFile): AsyncGenerator<readonly ReadRow[]> {
  for await (const rows of heldFile<Row>(open, file, rowsOf))
    yield rows.map(({ line, item }) => ({ file, line, item }));
}

/** A file of changes. */
export const readChanges = (open: OpenVersion, file: BackupFile): AsyncGenerator<readonly ChangedRow[]> =>
  heldFile(open, file, changesOf);
