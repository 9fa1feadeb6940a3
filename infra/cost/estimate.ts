import { type Allowances, prices } from './prices.ts';
import { workload } from './workload.ts';

/** Resources that are paid for by standing there, counted from the templates. */
export interface Standing {
  readonly keys: number;
  readonly alarmMetrics: number;
  readonly customMetrics: number;
  readonly schedulesPerMonth: number;
  /** Queues that Lambda polls. */
  readonly queues: number;
}

export interface CostLine {
  readonly what: string;
  readonly usd: number;
}

/** Dollars a month, line by line, without vault storage, after what is free. */
export const estimate = (standing: Standing, free: Allowances): readonly CostLine[] => {
  const w = workload;
  const actions = w.loansMonth * (1 + w.otherWritesPerLoan);
  const requests = actions + w.searchesMonth + w.pageViewsMonth * 2;
  const writes = actions * w.writeUnitsPerAction;
  const reads = actions * w.readUnitsPerAction + requests * w.readUnitsPerRequest + scanUnits();
  // Each action writes one or two ledger events, and each is read by the dispatcher and sent on.
  const events = actions * 2;
  const gbSeconds = requests * (w.httpMs / 1000) * w.httpGb + events * 0.02 * 0.25 + nightGbSeconds();
  const calls = requests + events + standing.schedulesPerMonth;
  const logGb = (requests * 1500 + events * 400) / 1e9;
  return [
    {
      what: 'Keys',
      usd: standing.keys * prices.kmsKeyMonth + over(requests * 0.5, free.kmsRequests) * prices.kmsRequest,
    },
    {
      what: 'Alarms and metrics',
      usd:
        over(standing.alarmMetrics, free.alarmMetrics) * prices.alarmMetricMonth +
        over(standing.customMetrics, free.customMetrics) * prices.customMetricMonth,
    },
    {
      what: 'Tables',
      usd:
        writes * prices.dynamoWriteUnit +
        reads * prices.dynamoReadUnit +
        w.tableGb * (prices.dynamoGbMonth + prices.dynamoPitrGbMonth) +
        events * prices.streamRead,
    },
    {
      what: 'Backups',
      // Four full exports and twenty-six increments of a tenth, of which one put per 5 MB.
      usd: w.tableGb * (4 + 2.6) * prices.dynamoExportGb + w.backupsGb * prices.s3GbMonth + 3000 * prices.s3Put,
    },
    {
      what: 'Functions',
      usd:
        over(calls, free.lambdaRequests) * prices.lambdaRequest +
        over(gbSeconds, free.lambdaGbSeconds) * prices.lambdaGbSecond,
    },
    { what: 'HTTP API', usd: requests * prices.apiRequest },
    {
      what: 'Sites',
      usd:
        over(((w.pageViewsMonth * w.pageKb) / 1e6) * 0.2, free.cloudFrontGb) * prices.cloudFrontGb +
        over(requests + w.pageViewsMonth * 3, free.cloudFrontRequests) * prices.cloudFrontRequest,
    },
    {
      what: 'Events and queues',
      usd:
        events * prices.busEvent +
        over(events * 3 + pollsPerMonth(standing.queues), free.sqsRequests) * prices.sqsRequest,
    },
    { what: 'Logs', usd: over(logGb, free.logGb) * (prices.logGb + 3 * prices.logGbMonth) },
    {
      what: 'Sign-in',
      usd: over(w.staff + w.patronsSignedInMonth, free.activePeople) * prices.cognitoActivePerson,
    },
    {
      what: 'Quarantine',
      usd: w.uploadsMonth * (w.uploadGb * (prices.guardDutyGb + prices.s3GbMonth) + prices.guardDutyObject),
    },
  ];
};

export const total = (lines: readonly CostLine[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** The index is built anew a few times a month: the records are read once each time, at half price. */
const scanUnits = (): number => 4 * ((workload.tableGb * 1e9) / 8192);

/** Lambda looks into each queue with five long polls of twenty seconds, all month. */
const pollsPerMonth = (queues: number): number => queues * 5 * 3 * 60 * 24 * 30;

const over = (used: number, free: number): number => Math.max(0, used - free);

/** Backup, proof and compaction each night: ten minutes of 3 GB at the most. */
const nightGbSeconds = (): number => 30 * 600 * 3;
