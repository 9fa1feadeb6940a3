const names = new Set([
  'ThrottlingException',
  'ThrottledException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'LimitExceededException',
]);

/** Whether a service refused for want of capacity, after the client's own retries. Nothing was read or changed. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && names.has(error.name);
