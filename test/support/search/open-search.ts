import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningKey } from '../../../shared/aws/keys.ts';
import type { System } from '../../../shared/aws/system.ts';
import { getItem } from '../../../shared/aws/table.ts';
import { requestOnSchedule } from '../../../shared/jobs/scheduled.ts';
import { fetchBase, fetchManifest } from '../../../shared/search/base-store.ts';
import { openReader, type SearchReader } from '../../../shared/search/engine/reader.ts';
import { readLog } from '../../../shared/search/log-store.ts';
import { searchHandlers } from '../../../shared/search/operations.ts';
import { reindexRunner } from '../../../shared/search/reindex.ts';
import { reindexRequest } from '../../../shared/search/requests.ts';
import { workOff } from '../run-jobs.ts';
import { buckets, type SmallCloud } from '../small-cloud.ts';

const waiting = async (system: System): Promise<string | undefined> =>
  (await getItem(system.dynamo, system.tables.records, runningKey('reindex')))?.['jobId']?.S;

/** The search over a small cloud: bases from its bucket, edits from its log, as the function composes it. */
export const searchOf = (cloud: SmallCloud, system: System) => {
  const dir = mkdtempSync(join(tmpdir(), 'search-'));
  const store = { s3: cloud.s3, bucket: buckets.work };
  const problems: unknown[] = [];
  let opened: Promise<SearchReader> | undefined;
  const open = (): Promise<SearchReader> => {
    opened ??= openReader({
      fetchManifest: () => fetchManifest(store),
      fetchBase: (id) => fetchBase(store, id),
      fetchLog: (after) => readLog(system, after),
      report: (problem) => problems.push(problem),
      tmpDir: join(dir, 'reader'),
      now: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
    });
    return opened;
  };
  return {
    handlers: searchHandlers(system, open),
    problems,
    /** Publishes a base of all titles: the job that waits for it, or a new one. */
    rebuild: async (): Promise<void> => {
      const jobId = (await waiting(cloud.system)) ?? (await requestOnSchedule(cloud.system, reindexRequest()));
      if (jobId === undefined) throw new Error('nobody asked for a base');
      const runner = reindexRunner(cloud.system, store, join(dir, 'reindex'));
      const { job } = await workOff(cloud.system, runner, jobId, async () => undefined);
      if (job.state !== 'done') throw new Error(`the base was not published: ${job.failure?.code}`);
    },
    /** Whether a base was asked for and nobody has begun it. */
    isAsked: async (): Promise<boolean> => (await waiting(cloud.system)) !== undefined,
    close: async (): Promise<void> => {
      await opened?.then(
        (reader) => reader.close(),
        // It was never open.
        () => undefined,
      );
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
