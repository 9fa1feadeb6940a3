import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { classKeyOpener } from '../../../shared/aws/class-key-wrap.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import type { System } from '../../../shared/aws/system.ts';
import { readBackup } from '../../../shared/backups/backup-store.ts';
import type { DrillParts } from '../../../shared/backups/drill/drill-job.ts';
import { drillRunner } from '../../../shared/backups/drill/run-drill.ts';
import { rebuildRequest } from '../../../shared/backups/requests.ts';
import { requestOnSchedule } from '../../../shared/jobs/scheduled.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud } from '../../support/small-cloud.ts';
import { kmsOf } from './backup-fixture.ts';

export const SCRATCH = 'test-scratch-';

export const drillPartsOf = (cloud: SmallCloud, more: Partial<DrillParts> = {}): DrillParts => ({
  system: cloud.system,
  backups: keptBucket(cloud.s3, buckets.backups),
  itemsPerPass: 500_000,
  prefix: SCRATCH,
  openClassKey: classKeyOpener(kmsOf(cloud)),
  tell: () => undefined,
  ...more,
});

export const tablesOf = async (system: System): Promise<string[]> =>
  (await system.dynamo.send(new ListTablesCommand({}))).TableNames ?? [];
export const scratchLeft = async (system: System): Promise<string[]> =>
  (await tablesOf(system)).filter((name) => name.startsWith(SCRATCH));

export const leaveScratch = async (system: System): Promise<void> => {
  await system.dynamo.send(
    new CreateTableCommand({
      TableName: `${SCRATCH}records`,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    }),
  );
};

/** Rebuilds the library from a backup (the newest) and returns the job and what the record of the backup says. */
export const rebuild = async (cloud: SmallCloud, backupId: string, more: Partial<DrillParts> = {}) => {
  const jobId = await requestOnSchedule(cloud.system, rebuildRequest(backupId));
  const { job } = await workOff(
    cloud.system,
    drillRunner(drillPartsOf(cloud, more)),
    jobId ?? '',
    async () => undefined,
  );
  return { job, proof: (await readBackup(cloud.system, backupId))?.value.proof };
};
