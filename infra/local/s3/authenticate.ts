import type { IncomingMessage } from 'node:http';
import type { SigV4Failure, SigV4FailureCode } from '../sigv4/failures.ts';
import { type CredentialLookup, type SigV4Success, verifySigV4 } from '../sigv4/verify.ts';
import { S3Error, type S3ErrorCode } from './errors.ts';

const CODES: Readonly<Record<SigV4FailureCode, S3ErrorCode>> = {
  MissingAuthentication: 'AccessDenied',
  MalformedAuthorization: 'AuthorizationHeaderMalformed',
  MalformedPresignedQuery: 'AuthorizationQueryParametersError',
  UnknownAccessKey: 'InvalidAccessKeyId',
  InvalidToken: 'InvalidToken',
  SignatureMismatch: 'SignatureDoesNotMatch',
  ClockSkew: 'RequestTimeTooSkewed',
  Expired: 'AccessDenied',
  NotYetValid: 'AccessDenied',
  HeadersNotSigned: 'AccessDenied',
  MissingPayloadHash: 'InvalidRequest',
  InvalidPayloadHash: 'InvalidArgument',
};

function asError({ code, message, headersNotSigned }: SigV4Failure): S3Error {
  const elements = headersNotSigned ? { HeadersNotSigned: headersNotSigned.join(', ') } : undefined;
  return new S3Error(CODES[code], message, elements ? { elements } : {});
}

export interface Credentials {
  readonly credentials: CredentialLookup;
  readonly region: string;
  readonly now: Date;
}

/** @throws S3Error with the codes AWS uses for each way a signature can be wrong */
export function authenticate(request: IncomingMessage, { credentials, region, now }: Credentials): SigV4Success {
  const { method = '', url = '', headers } = request;
  const result = verifySigV4({ method, url, headers, service: 's3', region, now, credentials });
  if (!result.ok) throw asError(result);
  return result;
}
