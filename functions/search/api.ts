import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import type { System } from '../../shared/aws/system.ts';
import { searchOperations } from '../../shared/contracts/operations/search.ts';
import { fetchBase, fetchManifest } from '../../shared/search/base-store.ts';
import { openReader, type SearchReader } from '../../shared/search/engine/reader.ts';
import { readLog } from '../../shared/search/log-store.ts';
import { searchHandlers } from '../../shared/search/operations.ts';
import { httpFunction } from '../http/chain.ts';

/** Opens the reader once per container; a failure is not kept, so that the next search tries again. */
const readerOf = (system: System): (() => Promise<SearchReader>) => {
  const logger = new Logger({ serviceName: 'search-reader' });
  const store = { s3: s3FromEnvironment(), bucket: environment(['WORK_BUCKET']).WORK_BUCKET };
  let opened: Promise<SearchReader> | undefined;
  return () => {
    opened ??= openReader({
      fetchManifest: () => fetchManifest(store),
      fetchBase: (id) => fetchBase(store, id),
      fetchLog: (after) => readLog(system, after),
      report: (problem) => logger.warn('search lived with a problem', { ...problem }),
      tmpDir: join(tmpdir(), `search-${process.pid}`),
      now: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
    }).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
};

export const handler = httpFunction('search', searchOperations, (system) => searchHandlers(system, readerOf(system)));
