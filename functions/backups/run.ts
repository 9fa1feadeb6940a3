import { environment } from '../../shared/aws/environment.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { Protection } from '../../shared/backups/protection.ts';
import { backupRunner } from '../../shared/backups/run-backup.ts';
import { upkeepRunner } from '../../shared/backups/upkeep/run-upkeep.ts';
import { portableMarc } from '../../shared/catalogue/portable-marc.ts';
import { runnerByKind } from '../../shared/jobs/run-job.ts';
import { workerFunction } from '../events/worker.ts';

/** Milliseconds one step may need: a share of the lease, and the longest single file. */
const RESERVE = 120_000;

export const handler = workerFunction('backups-run', RESERVE, (system) => {
  const env = environment([
    'RECORDS_TABLE_ARN',
    'LEDGER_TABLE_ARN',
    'KEYS_TABLE_ARN',
    'WORK_BUCKET',
    'BACKUPS_BUCKET',
    'VAULT_BUCKET',
    'PROTECTION',
    'EXPORT_SETTLE_SECONDS',
  ]);
  const s3 = s3FromEnvironment();
  const backups = keptBucket(s3, env.BACKUPS_BUCKET);
  const protection = Protection.parse(env.PROTECTION);
  const backup = backupRunner({
    system,
    work: keptBucket(s3, env.WORK_BUCKET),
    workBucket: env.WORK_BUCKET,
    backups,
    vault: keptBucket(s3, env.VAULT_BUCKET),
    tableArns: { records: env.RECORDS_TABLE_ARN, ledger: env.LEDGER_TABLE_ARN, keys: env.KEYS_TABLE_ARN },
    protection,
    settleSeconds: Number(env.EXPORT_SETTLE_SECONDS),
  });
  const upkeep = upkeepRunner({ system, backups, protection, marcOf: portableMarc });
  return runnerByKind({ backup, 'backup-upkeep': upkeep });
});
