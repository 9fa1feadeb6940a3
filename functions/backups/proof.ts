import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { classKeyOpener } from '../../shared/aws/class-key-wrap.ts';
import { environment } from '../../shared/aws/environment.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import type { ProofParts } from '../../shared/backups/proof/proof-job.ts';
import { proofRunner } from '../../shared/backups/proof/run-proof.ts';
import { selfTestRunner } from '../../shared/backups/self-test/run-self-test.ts';
import { runnerByKind } from '../../shared/jobs/run-job.ts';
import { workerFunction } from '../events/worker.ts';

/** Milliseconds a pass over a backup may need: several minutes for a million records. */
const RESERVE = 240_000;
/** Memory stays under half a gigabyte, seen with two hundred thousand records; a million take fifteen passes. */
const ITEMS_PER_PASS = 250_000;

export const handler = workerFunction('backups-proof', RESERVE, (system) => {
  const logger = new Logger({ serviceName: 'backups-proof' });
  const metrics = new Metrics({ namespace: 'Strongroom', serviceName: 'backups-proof' });
  const parts: ProofParts = {
    system,
    backups: keptBucket(s3FromEnvironment(), environment(['BACKUPS_BUCKET']).BACKUPS_BUCKET),
    itemsPerPass: ITEMS_PER_PASS,
    openClassKey: classKeyOpener(),
    tell: (code, about) => {
      if (code === 'backup.proved') {
        logger.info(code, { code, ...about });
        return;
      }
      // An alarm listens to this one; how old the last good proof is, is measured by the hour.
      metrics.addMetric('BackupProofFailed', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      logger.error(code, { code, ...about });
    },
  };
  return runnerByKind({ proof: proofRunner(parts), 'self-test': selfTestRunner(parts) });
});
