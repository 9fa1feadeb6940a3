import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { readBackup } from '../../shared/backups/backup-store.ts';
import { drillRunner } from '../../shared/backups/drill/run-drill.ts';
import { proofRunner } from '../../shared/backups/proof/run-proof.ts';
import { rebuildRequest } from '../../shared/backups/requests.ts';
import { backupRunner } from '../../shared/backups/run-backup.ts';
import type { Runner } from '../../shared/jobs/run-job.ts';
import { requestOnSchedule } from '../../shared/jobs/scheduled.ts';
import {
  newestBackup,
  openJob,
  partsOf,
  proofPartsOf,
  startBackup,
  waitReally,
} from '../integration/backups/backup-fixture.ts';
import { drillPartsOf } from '../integration/backups/rebuild-fixture.ts';
import { intakeOf } from '../integration/intake/intake-fixture.ts';
import { countUnits, type Units } from '../support/count-units.ts';
import { book, marcFile } from '../support/marc-files.ts';
import { workOff } from '../support/run-jobs.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../support/small-cloud.ts';
import { rounded } from './statistics.ts';

const MB = 1024 * 1024;

interface Measured {
  readonly seconds: number;
  /** DynamoDB units, of the requests of this step alone. */
  readonly units: Units;
  /** The most memory of this process while it ran, sampled; the services of the local cloud are in it, too. */
  readonly memoryMb: number;
}

const measure = async (
  cloud: SmallCloud,
  jobId: string,
  compose: (system: SmallCloud['system']) => Runner,
): Promise<Measured> => {
  const counting = countUnits(cloud.dynamoClient());
  const system = cloud.container(counting.client);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const began = performance.now();
  const { job } = await workOff(system, compose(system), jobId, waitReally);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  counting.client.destroy();
  if (job.state !== 'done') throw new Error(`${job.kind} ended as ${job.state}`);
  const { read, write, requests } = counting.take();
  return {
    seconds: rounded(seconds),
    units: { read: rounded(read, 0), write: rounded(write, 0), requests },
    memoryMb: rounded(most / MB, 0),
  };
};

/**
 * A library of so many records (half titles, half copies), backed up, read back and rebuilt by the runners of the product
 * on the local cloud. The wait that every export asks for is in the time of the backup.
 */
export const benchBackup = async (records: number) => {
  const cloud = await startSmallCloud();
  try {
    const intake = intakeOf(cloud);
    const books = Array.from({ length: records / 2 }, (_, n) => book(`A title of its own, number ${n}`, [`KEEP${n}`]));
    await intake.work(await intake.start(await intake.released('bench.mrc', marcFile(books))));
    const { jobId: backupJob } = await startBackup(cloud.system, cloud.managerId);
    const backup = await measure(cloud, backupJob, (system) => backupRunner({ ...partsOf(cloud), system }));
    const proofJob = await openJob(cloud.system, 'proof');
    const proof = await measure(cloud, proofJob, (system) => proofRunner({ ...proofPartsOf(cloud), system }));
    const made = await newestBackup(cloud.system);
    const rebuildJob = (await requestOnSchedule(cloud.system, rebuildRequest(made.id))) ?? '';
    const rebuild = await measure(cloud, rebuildJob, (system) =>
      drillRunner({ ...drillPartsOf(cloud), system, backups: keptBucket(cloud.s3, buckets.backups) }),
    );
    const proved = (await readBackup(cloud.system, made.id))?.value;
    if (proved?.proof?.kind !== 'rebuilt' || !proved.proof.passed) throw new Error('the rebuild did not match');
    const rate = (step: Measured) => ({
      ...step,
      recordsPerSecond: Math.round(made.records / step.seconds),
      mbPerSecond: rounded(made.bytes / MB / step.seconds),
    });
    return {
      records: made.records,
      megabytes: rounded(made.bytes / MB),
      backup: rate(backup),
      readBack: rate(proof),
      rebuild: { ...rate(rebuild), restoreSeconds: rounded(proved.proof.seconds) },
    };
  } finally {
    await cloud.close();
  }
};
