import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isThrottled } from '../../shared/aws/throttled.ts';
import { errorTable } from '../../shared/contracts/errors.ts';
import { AppError } from '../../shared/kernel/app-error.ts';

/** Any error as a problem document (RFC 9457). One the product did not throw on purpose says nothing of the inside. */
export const problemOf = (error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 => {
  const known = error instanceof AppError ? error : new AppError(isThrottled(error) ? 'busy' : 'internal');
  return {
    statusCode: known.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: `urn:strongroom:error:${known.code}`,
      title: errorTable[known.code].title,
      status: known.status,
      code: known.code,
      params: known.params,
      requestId,
    }),
  };
};
