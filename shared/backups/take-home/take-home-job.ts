import * as z from 'zod';
import type { KeptBucket } from '../../aws/kept-objects.ts';
import type { System } from '../../aws/system.ts';
import type { JobProgress } from '../../contracts/jobs.ts';
import { TakeHome } from '../../contracts/take-home.ts';
import { Instant, Ulid } from '../../contracts/values.ts';
import type { JobRequest } from '../../jobs/job-store.ts';
import type { MarcOf } from './pieces.ts';

/** What a take-home copy is made with besides the system. */
export interface TakeHomeParts {
  readonly system: System;
  readonly backups: KeptBucket;
  /** Writes one part; gives back its size and SHA-256. */
  readonly store: (
    key: string,
    source: AsyncIterable<Uint8Array>,
    stored: (bytes: number) => Promise<void>,
  ) => Promise<{ readonly bytes: number; readonly sha256: string }>;
  readonly libraryName: () => Promise<string>;
  readonly marcOf: MarcOf;
  /** A folder for scratch files. */
  readonly tmp: string;
  /** Bytes of files in one part. */
  readonly partLimit: number;
}

export const TakeHomeInput = z.object({ takeHomeId: Ulid });

/** One copy at a time: a second would seal the same again. */
export const takeHomeRequest = (takeHomeId: string): JobRequest => ({
  kind: 'take-home',
  unit: 'bytes',
  input: { takeHomeId },
  lock: 'take-home',
});

/** Which part each file of the backup goes into, in the order of the files, and the parts that are stored. */
export const TakeHomeCursor = z.strictObject({
  madeAt: Instant,
  partOf: z.array(z.int().min(1)),
  stored: TakeHome.shape.parts,
  tally: z.record(z.string(), z.number()),
});
export type TakeHomeCursor = z.infer<typeof TakeHomeCursor>;

export const readTakeHomeCursor = (progress: JobProgress): TakeHomeCursor | undefined =>
  progress.cursor['madeAt'] === undefined ? undefined : TakeHomeCursor.parse(progress.cursor);
