import { type HeaderMap, headerValue, type QueryPair } from './canonical.ts';
import { failure, type SigV4Failure } from './failures.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
const LONGEST_PRESIGN_SECONDS = 604_800;

export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** What a request says about its own signature, before anything of it is believed. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds a presigned request lives; undefined for a request signed in its headers. */
  readonly expires: number | undefined;
}

type Parsed = { readonly ok: true; readonly claim: SignatureClaim } | SigV4Failure;

function parseCredential(text: string): { accessKeyId: string; scope: CredentialScope } | undefined {
  const parts = text.split('/');
  const [accessKeyId, date, region, service, end] = parts;
  if (parts.length !== 5 || end !== 'aws4_request') return undefined;
  if (!accessKeyId || !date || !/^\d{8}$/.test(date) || !region || !service) return undefined;
  return { accessKeyId, scope: { date, region, service } };
}

function parseSignedHeaders(text: string): readonly string[] | undefined {
  const names = text.split(';');
  const ordered = names.every((name, i) => name !== '' && (i === 0 || name > (names[i - 1] ?? '')));
  return ordered && text === text.toLowerCase() ? names : undefined;
}

/** Milliseconds of a `YYYYMMDDTHHMMSSZ` time, or undefined. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Reads `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export function claimFromHeaders(headers: HeaderMap, authorization: string): Parsed {
  const malformed = (why: string) => failure('MalformedAuthorization', `The authorization header is malformed; ${why}`);
  if (!authorization.startsWith(`${ALGORITHM} `)) return malformed(`only ${ALGORITHM} is supported.`);
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((part): QueryPair => {
        const [name = '', ...rest] = part.trim().split('=');
        return [name, rest.join('=')];
      }),
  );
  const credential = parseCredential(fields.get('Credential') ?? '');
  if (!credential)
    return malformed('the Credential is mal-formed; expecting "<key>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  const signedHeaders = parseSignedHeaders(fields.get('SignedHeaders') ?? '');
  if (!signedHeaders) return malformed('SignedHeaders must be lower case, sorted and without repeats.');
  const signature = fields.get('Signature');
  if (!signature) return malformed('the Signature is missing.');
  const timestamp = headerValue(headers, 'x-amz-date');
  if (timestamp === undefined)
    return failure('MissingAuthentication', 'AWS authentication requires an x-amz-date header');
  const sessionToken = headerValue(headers, 'x-amz-security-token');
  return { ok: true, claim: { ...credential, timestamp, signedHeaders, signature, sessionToken, expires: undefined } };
}

/** Reads the `X-Amz-*` query parameters of a presigned request. */
export function claimFromQuery(query: readonly QueryPair[]): Parsed {
  const malformed = (why: string) => failure('MalformedPresignedQuery', why);
  const one = (name: string): string => {
    const values = query.filter(([candidate]) => candidate === name);
    return values.length === 1 ? (values[0]?.[1] ?? '') : '';
  };
  if (one('X-Amz-Algorithm') !== ALGORITHM) return malformed(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  const credential = parseCredential(one('X-Amz-Credential'));
  if (!credential) return malformed('Error parsing the X-Amz-Credential parameter.');
  const signedHeaders = parseSignedHeaders(one('X-Amz-SignedHeaders'));
  if (!signedHeaders) return malformed('Error parsing the X-Amz-SignedHeaders parameter.');
  const expires = /^\d{1,7}$/.test(one('X-Amz-Expires')) ? Number(one('X-Amz-Expires')) : Number.NaN;
  if (!(expires >= 1 && expires <= LONGEST_PRESIGN_SECONDS)) {
    return malformed(`X-Amz-Expires must be between 1 and ${LONGEST_PRESIGN_SECONDS} seconds.`);
  }
  const signature = one('X-Amz-Signature');
  const timestamp = one('X-Amz-Date');
  if (signature === '' || timestamp === '') {
    return malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const sessionToken = one('X-Amz-Security-Token') || undefined;
  return { ok: true, claim: { ...credential, timestamp, signedHeaders, signature, sessionToken, expires } };
}
