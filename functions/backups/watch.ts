import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { environment } from '../../shared/aws/environment.ts';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { agesOf } from '../../shared/backups/ages.ts';
import { gatherHealth, type Situation, situationOf } from '../../shared/backups/gather-health.ts';

let parts: { system: System; situation: Situation } | undefined;

/**
 * Measures every hour how old the newest backup and the last proof are. CloudWatch looks back a week at most, so what
 * may not be older than eight days is measured and not counted; and an hour without a measurement rings as well.
 */
export const handler = async (): Promise<void> => {
  parts ??= {
    system: systemFromEnvironment(),
    situation: situationOf(environment(['LIBRARY_MODE', 'OFFSITE_ACCOUNT'])),
  };
  const { system, situation } = parts;
  const facts = await gatherHealth(system, situation, system.clock());
  const { settings } = await system.library();
  const { BackupAge, ProofAge, VaultLockDays, OffsiteAge } = agesOf(facts, settings.createdAt);
  const metrics = new Metrics({ namespace: 'Strongroom', serviceName: 'backups-watch' });
  metrics.addMetric('BackupAge', MetricUnit.NoUnit, BackupAge);
  metrics.addMetric('ProofAge', MetricUnit.NoUnit, ProofAge);
  if (VaultLockDays !== undefined) metrics.addMetric('VaultLockDays', MetricUnit.NoUnit, VaultLockDays);
  if (OffsiteAge !== undefined) metrics.addMetric('OffsiteAge', MetricUnit.NoUnit, OffsiteAge);
  metrics.publishStoredMetrics();
};
