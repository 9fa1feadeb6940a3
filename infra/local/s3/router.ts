import type { HeaderMap } from '../sigv4/canonical.ts';
import { notImplemented, S3Error } from './errors.ts';
import { type OperationName, ROUTES, type Route } from './routes.ts';
import type { S3Target } from './target.ts';

/** Query parameters that make a request another operation. One that no route has is refused by its name. */
const MARKERS = new Set([
  ...ROUTES.flatMap((route: Route) => route.marker ?? []),
  ...['accelerate', 'acl', 'analytics', 'annotation', 'append', 'attributes', 'cors', 'intelligent-tiering'],
  ...['inventory', 'lifecycle', 'logging', 'metadataConfiguration', 'metadataTable', 'metrics', 'notification'],
  ...['ownershipControls', 'policy', 'policyStatus', 'renameObject', 'replication', 'requestPayment', 'restore'],
  ...['select', 'session', 'torrent', 'website', 'abac', 'encryption'],
]);

const COMMON_HEADERS = [
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-user-agent',
];
const SIGNATURE_PARAMETERS = new Set([
  'X-Amz-Algorithm',
  'X-Amz-Content-Sha256',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
]);

/**
 * Finds the operation a request asks for.
 * @throws S3Error NotImplemented, naming the operation, parameter or header that the local S3 does not have
 */
export function route(method: string, target: S3Target, headers: HeaderMap): OperationName {
  const level = target.bucket === undefined ? 'service' : target.key === undefined ? 'bucket' : 'object';
  const marker = [...target.query.keys()].find((name) => MARKERS.has(name));
  const copy = headers['x-amz-copy-source'] !== undefined;
  const found = ROUTES.find(
    (row: Route) =>
      row.level === level && row.method === method && row.marker === marker && (row.copy === true) === copy,
  );
  if (!found) {
    throw notImplemented(
      `${method} on a ${level}${marker === undefined ? '' : ` with ?${marker}`}${copy ? ' as a copy' : ''}`,
    );
  }
  checkQuery(found, target);
  checkHeaders(found, headers);
  return found.operation;
}

function checkQuery(row: Route, target: S3Target): void {
  for (const name of target.query.keys()) {
    if (name === row.marker || name === 'x-id' || SIGNATURE_PARAMETERS.has(name)) continue;
    if (row.query?.includes(name) || isIgnoredHoist(name)) continue;
    const hint = name.toLowerCase().startsWith('x-amz-') ? ' (sign it as a header instead of in the query)' : '';
    throw notImplemented(`the query parameter ${name} of ${row.operation}${hint}`);
  }
}

/** AWS takes no notice of checksums that a presigner moved into the query, so nothing here may rely on them. */
function isIgnoredHoist(name: string): boolean {
  return /^x-amz-(checksum-|sdk-checksum-algorithm$|user-agent$)/i.test(name);
}

function checkHeaders(row: Route, headers: HeaderMap): void {
  for (const name of Object.keys(headers)) {
    if (!name.startsWith('x-amz-') || COMMON_HEADERS.includes(name)) continue;
    if (/^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.test(name)) continue;
    if (row.headers?.some((allowed) => (allowed.endsWith('-') ? name.startsWith(allowed) : name === allowed))) continue;
    if (name.includes('server-side-encryption-customer')) {
      throw new S3Error('AccessDenied', 'Server-side encryption with customer-provided keys (SSE-C) is blocked here.');
    }
    throw notImplemented(`the header ${name} of ${row.operation}`);
  }
}
