import { headerValue } from '../sigv4/canonical.ts';
import { S3Error } from './errors.ts';
import type { EncryptionState } from './object-meta.ts';
import type { AccessDecision, AccessRequest, Call, RecordedCall } from './types.ts';

export interface Resource {
  readonly bucket: string | undefined;
  readonly key?: string | undefined;
}

export interface Authoriser {
  /**
   * Records the act and asks whether the caller may do it.
   * @throws S3Error AccessDenied
   */
  require(call: Call, action: string, resource: Resource, encryption?: EncryptionState): AccessDecision;
  /** The same, told as an answer instead of an error. */
  allows(call: Call, action: string, resource: Resource): boolean;
}

const CONTEXT_HEADERS: Readonly<Record<string, string>> = {
  'x-amz-server-side-encryption': 's3:x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 's3:x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-acl': 's3:x-amz-acl',
  'x-amz-storage-class': 's3:x-amz-storage-class',
  'x-amz-copy-source': 's3:x-amz-copy-source',
  'x-amz-object-lock-mode': 's3:object-lock-mode',
  'x-amz-object-lock-retain-until-date': 's3:object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
  'x-amz-content-sha256': 's3:x-amz-content-sha256',
  'if-none-match': 's3:if-none-match',
  'if-match': 's3:if-match',
};
const CONTEXT_QUERY: Readonly<Record<string, string>> = {
  prefix: 's3:prefix',
  delimiter: 's3:delimiter',
  'max-keys': 's3:max-keys',
  versionId: 's3:VersionId',
};
const DAY_MS = 86_400_000;

/** The IAM condition keys of a request, as the S3 service authorization reference names them. */
function conditionContext(call: Call, now: Date): Record<string, string> {
  const context: Record<string, string> = {
    's3:authType': call.auth.presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
  };
  for (const [header, name] of Object.entries(CONTEXT_HEADERS)) {
    const value = headerValue(call.headers, header);
    if (value !== undefined) context[name] = value;
  }
  for (const [parameter, name] of Object.entries(CONTEXT_QUERY)) {
    const value = call.query.get(parameter);
    if (value !== undefined) context[name] = value;
  }
  const until = Date.parse(context['s3:object-lock-retain-until-date'] ?? '');
  if (!Number.isNaN(until)) {
    context['s3:object-lock-remaining-retention-days'] = String(Math.ceil((until - now.getTime()) / DAY_MS));
  }
  return context;
}

function arn({ bucket, key }: Resource): string {
  if (bucket === undefined) return '*';
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

export function authoriser(
  access: (request: AccessRequest) => AccessDecision,
  record: (call: RecordedCall) => void,
  now: () => Date,
): Authoriser {
  function decide(call: Call, action: string, resource: Resource, encryption?: EncryptionState): AccessDecision {
    const context = conditionContext(call, now());
    const { principal, presigned } = call.auth;
    record({
      service: 's3',
      action,
      resource: arn(resource),
      principal,
      operation: call.operation,
      presigned,
      context,
      ...(encryption && { encryption }),
    });
    return access({ principal, action, bucket: resource.bucket, key: resource.key, context });
  }

  return {
    allows: (call, action, resource) => decide(call, action, resource).effect === 'allow',
    require: (call, action, resource, encryption) => {
      const decision = decide(call, action, resource, encryption);
      if (decision.effect === 'allow') return decision;
      throw new S3Error(
        'AccessDenied',
        `User: ${call.auth.principal} is not authorized to perform: s3:${action} on resource: "${arn(resource)}"`,
      );
    },
  };
}
