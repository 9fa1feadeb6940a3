import * as z from 'zod';
import { type BucketConfig, type BucketConfigInput, bucketConfigSchema, checkBucketName } from './config.ts';
import type { Database } from './database.ts';
import { noSuchBucket, S3Error } from './errors.ts';

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  readonly config: BucketConfig;
}

export interface Buckets {
  find(name: string): Bucket | undefined;
  /** @throws S3Error NoSuchBucket */
  get(name: string): Bucket;
  all(): readonly Bucket[];
  /** @throws S3Error BucketAlreadyOwnedByYou */
  create(name: string, config: BucketConfigInput, now: Date): Bucket;
  /** @throws S3Error InvalidBucketState when a promise already made (a lock, versioning) would be taken back */
  configure(name: string, config: BucketConfigInput): Bucket;
  /** @throws S3Error BucketNotEmpty */
  remove(name: string): void;
}

const rowSchema = z.object({ name: z.string(), created_at: z.int(), config: z.string() });

function parseConfig(input: unknown): BucketConfig {
  const parsed = bucketConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new S3Error('InvalidArgument', `Bucket configuration: ${z.prettifyError(parsed.error)}`);
}

function fromRow(row: unknown): Bucket {
  const { name, created_at, config } = rowSchema.parse(row);
  return { name, createdAt: created_at, config: parseConfig(JSON.parse(config)) };
}

function refuseBrokenPromises(before: BucketConfig, after: BucketConfig): void {
  if (before.objectLock && !after.objectLock) {
    throw new S3Error('InvalidBucketState', 'Object Lock cannot be switched off once it is on.');
  }
  if (before.versioning !== 'Off' && after.versioning === 'Off') {
    throw new S3Error('InvalidBucketState', 'Versioning can be suspended but never switched off again.');
  }
}

export function bucketStore(database: Database): Buckets {
  const select = database.sql.prepare('SELECT * FROM bucket WHERE name = ?');
  const selectAll = database.sql.prepare('SELECT * FROM bucket ORDER BY name');
  const insert = database.sql.prepare('INSERT INTO bucket (name, created_at, config) VALUES (?, ?, ?)');
  const update = database.sql.prepare('UPDATE bucket SET config = ? WHERE name = ?');
  const anyVersion = database.sql.prepare('SELECT 1 FROM version WHERE bucket = ? LIMIT 1');
  const removeUploads = database.sql.prepare('DELETE FROM upload WHERE bucket = ?');
  const removeBucket = database.sql.prepare('DELETE FROM bucket WHERE name = ?');

  function find(name: string): Bucket | undefined {
    const row = select.get(name);
    return row === undefined ? undefined : fromRow(row);
  }

  function get(name: string): Bucket {
    const bucket = find(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  function create(name: string, input: BucketConfigInput, now: Date): Bucket {
    const config = parseConfig(input);
    checkBucketName(name);
    return database.transaction(() => {
      if (find(name)) {
        throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded.');
      }
      insert.run(name, now.getTime(), JSON.stringify(config));
      return get(name);
    });
  }

  function configure(name: string, input: BucketConfigInput): Bucket {
    const config = parseConfig(input);
    return database.transaction(() => {
      refuseBrokenPromises(get(name).config, config);
      update.run(JSON.stringify(config), name);
      return get(name);
    });
  }

  function remove(name: string): void {
    database.transaction(() => {
      get(name);
      if (anyVersion.get(name)) {
        throw new S3Error(
          'BucketNotEmpty',
          'The bucket you tried to delete is not empty. Delete all its versions first.',
        );
      }
      removeUploads.run(name);
      removeBucket.run(name);
    });
  }

  return { find, get, create, configure, remove, all: () => selectAll.all().map(fromRow) };
}
