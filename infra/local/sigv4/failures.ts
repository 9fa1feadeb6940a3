/** Why a request was not accepted, in words that every service maps to its own error names. */
export type SigV4FailureCode =
  | 'MissingAuthentication'
  | 'MalformedAuthorization'
  | 'MalformedPresignedQuery'
  | 'UnknownAccessKey'
  | 'InvalidToken'
  | 'SignatureMismatch'
  | 'ClockSkew'
  | 'Expired'
  | 'NotYetValid'
  | 'HeadersNotSigned'
  | 'MissingPayloadHash'
  | 'InvalidPayloadHash';

export interface SigV4Failure {
  readonly ok: false;
  readonly code: SigV4FailureCode;
  readonly message: string;
  /** With HeadersNotSigned: which ones. */
  readonly headersNotSigned?: readonly string[];
}

export function failure(code: SigV4FailureCode, message: string): SigV4Failure {
  return { ok: false, code, message };
}

interface WireError {
  readonly name: string;
  readonly status: number;
}

const JSON_SERVICE_ERRORS: Readonly<Record<SigV4FailureCode, WireError>> = {
  MissingAuthentication: { name: 'MissingAuthenticationTokenException', status: 400 },
  MalformedAuthorization: { name: 'IncompleteSignatureException', status: 400 },
  MalformedPresignedQuery: { name: 'IncompleteSignatureException', status: 400 },
  UnknownAccessKey: { name: 'UnrecognizedClientException', status: 400 },
  InvalidToken: { name: 'UnrecognizedClientException', status: 400 },
  SignatureMismatch: { name: 'InvalidSignatureException', status: 400 },
  ClockSkew: { name: 'InvalidSignatureException', status: 400 },
  Expired: { name: 'InvalidSignatureException', status: 400 },
  NotYetValid: { name: 'InvalidSignatureException', status: 400 },
  HeadersNotSigned: { name: 'InvalidSignatureException', status: 400 },
  MissingPayloadHash: { name: 'InvalidSignatureException', status: 400 },
  InvalidPayloadHash: { name: 'InvalidSignatureException', status: 400 },
};

/**
 * The `__type` and status with which the JSON services (DynamoDB, KMS) refuse an unsigned or badly signed request.
 * Source: "Common Errors" in the API references of both services.
 */
export function jsonServiceError(code: SigV4FailureCode): WireError {
  return JSON_SERVICE_ERRORS[code];
}
