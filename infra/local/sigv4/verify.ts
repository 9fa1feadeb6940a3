import { createHash } from 'node:crypto';
import { type HeaderMap, hashCanonicalRequest, headerValue, type RawTarget, splitTarget } from './canonical.ts';
import { ALGORITHM, claimFromHeaders, claimFromQuery, parseAmzDate, type SignatureClaim } from './claim.ts';
import { failure, type SigV4Failure } from './failures.ts';
import { deriveSigningKey, hmac, sameSignature, scopeText } from './signing.ts';

const CLOCK_SKEW_MS = 15 * 60 * 1000;
const PAYLOAD_KEYWORDS = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** The secret behind an access key and the role or person whose key it is. */
export interface KnownCredentials {
  readonly secretAccessKey: string;
  readonly principal: string;
  /** When set, the request must carry exactly this session token. */
  readonly sessionToken?: string;
}

export type CredentialLookup = (accessKeyId: string) => KnownCredentials | undefined;

export interface SigV4Request {
  readonly method: string;
  /** The request target exactly as it came over the wire: path and query, still encoded. */
  readonly url: string;
  /** Lower-case names, as `IncomingMessage.headers` has them. */
  readonly headers: HeaderMap;
  readonly service: string;
  /** When set, the credential scope must name this region. */
  readonly region?: string;
  readonly now: Date;
  readonly credentials: CredentialLookup;
  /** The whole body, for services that read it before they answer: its real hash is then what must be signed. */
  readonly body?: Uint8Array;
}

/** What the chunks of a signed streaming body are verified with. */
export interface StreamSigning {
  readonly key: Buffer;
  readonly timestamp: string;
  readonly scope: string;
  readonly seedSignature: string;
}

export interface SigV4Success {
  readonly ok: true;
  readonly accessKeyId: string;
  readonly principal: string;
  readonly presigned: boolean;
  readonly signedHeaders: readonly string[];
  /** Hex SHA-256 of the body, or one of AWS's keywords. The caller must hold the body against it. */
  readonly payloadHash: string;
  readonly sessionToken: string | undefined;
  readonly signing: StreamSigning;
}

export type SigV4Result = SigV4Success | SigV4Failure;

/**
 * Verifies AWS Signature Version 4, in the Authorization header or in a presigned query.
 * Requires `host` and every `x-amz-*` header to be signed, a clock within 15 minutes, and unexpired presigned requests.
 * With `body` the payload is verified here; without it the caller compares the streamed body with `payloadHash`.
 * Source: "Authenticating Requests (AWS Signature Version 4)" in the S3 API reference.
 */
export function verifySigV4(request: SigV4Request): SigV4Result {
  const target = splitTarget(request.url);
  if (!target) return failure('MalformedAuthorization', "Couldn't parse the specified URI.");
  const authorization = headerValue(request.headers, 'authorization');
  const queryClaims = target.query.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (authorization !== undefined && queryClaims) {
    return failure(
      'MalformedAuthorization',
      'Only one auth mechanism allowed: a header or a presigned query, not both.',
    );
  }
  if (authorization === undefined && !queryClaims) {
    return failure('MissingAuthentication', 'The request is not signed.');
  }
  const parsed =
    authorization === undefined ? claimFromQuery(target.query) : claimFromHeaders(request.headers, authorization);
  if (!parsed.ok) return parsed;
  const known = request.credentials(parsed.claim.accessKeyId);
  const refused =
    checkScope(parsed.claim, request) ?? checkTime(parsed.claim, request.now) ?? checkHeaders(parsed.claim, request);
  if (refused) return refused;
  if (!known) return failure('UnknownAccessKey', 'The AWS Access Key Id you provided does not exist in our records.');
  if (known.sessionToken !== undefined && known.sessionToken !== parsed.claim.sessionToken) {
    return failure('InvalidToken', 'The provided security token is not valid for this access key.');
  }
  const payloadHash = payloadHashOf(parsed.claim, request);
  if (typeof payloadHash !== 'string') return payloadHash;
  return checkSignature(parsed.claim, request, target, known, payloadHash);
}

function checkScope(claim: SignatureClaim, request: SigV4Request): SigV4Failure | undefined {
  const code = claim.expires === undefined ? 'MalformedAuthorization' : 'MalformedPresignedQuery';
  if (claim.scope.service !== request.service) {
    return failure(code, `The credential is for service "${claim.scope.service}"; expecting "${request.service}".`);
  }
  if (request.region !== undefined && claim.scope.region !== request.region) {
    return failure(code, `The region '${claim.scope.region}' is wrong; expecting '${request.region}'.`);
  }
  if (claim.scope.date !== claim.timestamp.slice(0, 8)) {
    return failure(code, `Invalid credential date "${claim.scope.date}"; it is not the day of "${claim.timestamp}".`);
  }
  return undefined;
}

function checkTime(claim: SignatureClaim, now: Date): SigV4Failure | undefined {
  const signedAt = parseAmzDate(claim.timestamp);
  if (signedAt === undefined) {
    const code = claim.expires === undefined ? 'MissingAuthentication' : 'MalformedPresignedQuery';
    return failure(code, 'The signing time must be in the ISO8601 basic format YYYYMMDDTHHMMSSZ.');
  }
  if (claim.expires === undefined) {
    const apart = Math.abs(now.getTime() - signedAt) > CLOCK_SKEW_MS;
    return apart
      ? failure('ClockSkew', 'The difference between the request time and the current time is too large.')
      : undefined;
  }
  if (signedAt - now.getTime() > CLOCK_SKEW_MS) return failure('NotYetValid', 'Request is not yet valid');
  return now.getTime() > signedAt + claim.expires * 1000 ? failure('Expired', 'Request has expired') : undefined;
}

/** x-amz-content-sha256 needs no place in the list: it is the last line of what is signed. */
function mustBeSigned(name: string): boolean {
  return name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256');
}

function checkHeaders(claim: SignatureClaim, request: SigV4Request): SigV4Failure | undefined {
  const signed = new Set(claim.signedHeaders);
  const unsigned = Object.keys({ host: '', ...request.headers }).filter(
    (name) => mustBeSigned(name) && !signed.has(name),
  );
  if (unsigned.length === 0) return undefined;
  const message = 'There were headers present in the request which were not signed';
  return { ...failure('HeadersNotSigned', message), headersNotSigned: unsigned };
}

function payloadHashOf(claim: SignatureClaim, request: SigV4Request): string | SigV4Failure {
  const header = headerValue(request.headers, 'x-amz-content-sha256');
  if (header !== undefined && !PAYLOAD_KEYWORDS.has(header) && !/^[0-9a-f]{64}$/.test(header)) {
    return failure('InvalidPayloadHash', 'x-amz-content-sha256 must be a valid sha256 or one of the payload keywords.');
  }
  if (request.body !== undefined) {
    const actual = createHash('sha256').update(request.body).digest('hex');
    return header === undefined || header === actual
      ? actual
      : failure('InvalidPayloadHash', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  if (header !== undefined) return header;
  return claim.expires === undefined
    ? failure('MissingPayloadHash', 'Missing required header for this request: x-amz-content-sha256')
    : 'UNSIGNED-PAYLOAD';
}

function checkSignature(
  claim: SignatureClaim,
  request: SigV4Request,
  target: RawTarget,
  known: KnownCredentials,
  payloadHash: string,
): SigV4Result {
  const { signedHeaders, timestamp, accessKeyId, sessionToken } = claim;
  const { method, headers, service } = request;
  const scope = scopeText(claim.scope);
  const hash = hashCanonicalRequest({ method, target, headers, signedHeaders, payloadHash, service });
  const key = deriveSigningKey(known.secretAccessKey, claim.scope);
  const expected = hmac(key, [ALGORITHM, timestamp, scope, hash].join('\n')).toString('hex');
  if (!sameSignature(expected, claim.signature)) {
    return failure(
      'SignatureMismatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  return {
    ok: true,
    accessKeyId,
    principal: known.principal,
    presigned: claim.expires !== undefined,
    signedHeaders,
    payloadHash,
    sessionToken,
    signing: { key, timestamp, scope, seedSignature: expected },
  };
}
