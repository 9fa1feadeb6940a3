import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SQSEvent } from 'aws-lambda';
import { classKeyOpener } from '../../shared/aws/class-key-wrap.ts';
import { environment } from '../../shared/aws/environment.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { drillRunner } from '../../shared/backups/drill/run-drill.ts';
import { requestDrills } from '../../shared/backups/drill/weekly.ts';
import { workerFunction } from '../events/worker.ts';

/** Milliseconds one step may need: a pass over the scratch tables, or reading a large backup up to where writing stopped. */
const RESERVE = 240_000;
/** As in the proof that reads back: what fits in memory. */
const ITEMS_PER_PASS = 250_000;

const work = workerFunction('backups-rebuild', RESERVE, (system) => {
  const env = environment(['BACKUPS_BUCKET', 'SCRATCH_PREFIX']);
  const logger = new Logger({ serviceName: 'backups-rebuild' });
  // Under the name that the alarm on failed proofs listens to.
  const metrics = new Metrics({ namespace: 'Strongroom', serviceName: 'backups-proof' });
  return drillRunner({
    system,
    backups: keptBucket(s3FromEnvironment(), env.BACKUPS_BUCKET),
    itemsPerPass: ITEMS_PER_PASS,
    prefix: env.SCRATCH_PREFIX,
    openClassKey: classKeyOpener(),
    tell: (code, about) => {
      if (code === 'backup.proved') {
        logger.info(code, { code, ...about });
        return;
      }
      metrics.addMetric('BackupProofFailed', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      logger.error(code, { code, ...about });
    },
  });
});

let weekly: { system: System; logger: Logger } | undefined;

const ask = async (): Promise<void> => {
  weekly ??= { system: systemFromEnvironment(), logger: new Logger({ serviceName: 'backups-rebuild' }) };
  weekly.logger.info('drills of the week asked for', await requestDrills(weekly.system, Math.random));
};

/** The one function that makes and removes tables: called by the clock to ask, and by its queue to work. */
export const handler = async (event: SQSEvent | object, context: Context): Promise<void> =>
  'Records' in event ? work(event, context) : ask();
