import * as z from 'zod';
import { readInput } from '../aws-json/input.ts';
import type { DynamoNames } from './arns.ts';
import type { DynamoState } from './state.ts';

export const RECOVERY_DAYS = 35;
const DAY = 86_400_000;

/** Both in milliseconds; the window reaches back 35 days, but never before it was switched on. */
export function earliestRestorable(since: number, now: number): number {
  return Math.max(since, now - RECOVERY_DAYS * DAY);
}

/** `DescribeContinuousBackups` of a table known to exist. */
export function describeRecovery(state: DynamoState, table: string, now: number): unknown {
  const since = state.pitrSince(table);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        since === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: RECOVERY_DAYS,
              EarliestRestorableDateTime: earliestRestorable(since, now) / 1000,
              LatestRestorableDateTime: now / 1000,
            },
    },
  };
}

const updateInput = z.strictObject({
  TableName: z.string(),
  PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: z.boolean() }),
});

export function readRecoveryUpdate(body: unknown, names: DynamoNames): { table: string; enabled: boolean } {
  const input = readInput(updateInput, body);
  return {
    table: names.nameOf(input.TableName),
    enabled: input.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
  };
}

export function readTableName(body: unknown, names: DynamoNames): string {
  return names.nameOf(readInput(z.strictObject({ TableName: z.string() }), body).TableName);
}
