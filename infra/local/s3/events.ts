import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Core } from './core.ts';
import type { Call } from './types.ts';
import type { Version } from './version-row.ts';

/** The EventBridge event of S3 for a new object; keys are as they are, not URL-encoded. */
export const objectCreatedSchema = z.strictObject({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.literal('Object Created'),
  source: z.literal('aws.s3'),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.strictObject({
    version: z.literal('0'),
    bucket: z.strictObject({ name: z.string() }),
    object: z.strictObject({
      key: z.string(),
      size: z.int(),
      etag: z.string(),
      'version-id': z.string().optional(),
      sequencer: z.string(),
    }),
    'request-id': z.string(),
    requester: z.string(),
    'source-ip-address': z.string(),
    reason: z.enum(['PutObject', 'CopyObject', 'CompleteMultipartUpload']),
  }),
});

export type ObjectCreatedEvent = z.output<typeof objectCreatedSchema>;

const SEQUENCER_DIGITS = 16;

/** Source: "EventBridge event message structure", S3 user guide. */
export function objectCreated(core: Core, call: Call, version: Version): ObjectCreatedEvent {
  const reason =
    call.operation === 'CopyObject' || call.operation === 'CompleteMultipartUpload' ? call.operation : 'PutObject';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: core.accountId,
    time: version.lastModified.toISOString().replace('.000Z', 'Z'),
    region: core.region,
    resources: [`arn:aws:s3:::${version.bucket}`],
    detail: {
      version: '0',
      bucket: { name: version.bucket },
      object: {
        key: version.key,
        size: version.size,
        etag: version.etag,
        ...(version.versionId !== 'null' && { 'version-id': version.versionId }),
        sequencer: version.seq.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0'),
      },
      'request-id': call.requestId,
      requester: core.accountId,
      'source-ip-address': call.sourceIp,
      reason,
    },
  };
}
