/**
 * List prices in US dollars, eu-central-1 (among the dearer regions), as published on the services' price pages; from knowledge, to be looked at again when the bill of a real deployment is there.
 */
export const prices = {
  lambdaRequest: 0.2 / 1e6,
  /** Per GB-second on arm64. */
  lambdaGbSecond: 0.0000133334,
  apiRequest: 1.2 / 1e6,
  dynamoWriteUnit: 0.7625 / 1e6,
  dynamoReadUnit: 0.1525 / 1e6,
  dynamoGbMonth: 0.306,
  dynamoPitrGbMonth: 0.2448,
  dynamoExportGb: 0.1224,
  streamRead: 0.02 / 1e5,
  s3GbMonth: 0.0245,
  s3Put: 0.0054 / 1e3,
  s3Get: 0.00043 / 1e3,
  kmsKeyMonth: 1,
  kmsRequest: 0.03 / 1e4,
  sqsRequest: 0.4 / 1e6,
  busEvent: 1 / 1e6,
  schedulerCall: 1 / 1e6,
  alarmMetricMonth: 0.1,
  customMetricMonth: 0.3,
  logGb: 0.63,
  logGbMonth: 0.0324,
  cloudFrontGb: 0.085,
  cloudFrontRequest: 0.012 / 1e4,
  /** Essentials, per person active in a month, from the first one on. */
  cognitoActivePerson: 0.015,
  guardDutyGb: 0.09,
  guardDutyObject: 0.215 / 1e3,
  mail: 0.1 / 1e3,
} as const;

/** What AWS gives every account each month without end; the offers for the first year only are left out. */
export const alwaysFree = {
  lambdaRequests: 1e6,
  lambdaGbSeconds: 400_000,
  sqsRequests: 1e6,
  kmsRequests: 20_000,
  alarmMetrics: 10,
  customMetrics: 10,
  logGb: 5,
  cloudFrontGb: 1000,
  cloudFrontRequests: 1e7,
  activePeople: 10_000,
} as const;
export type Allowances = Readonly<Record<keyof typeof alwaysFree, number>>;

export const nothingFree: Allowances = {
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  sqsRequests: 0,
  kmsRequests: 0,
  alarmMetrics: 0,
  customMetrics: 0,
  logGb: 0,
  cloudFrontGb: 0,
  cloudFrontRequests: 0,
  activePeople: 0,
};
