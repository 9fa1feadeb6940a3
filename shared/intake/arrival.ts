import * as z from 'zod';
import { Ulid } from '../contracts/values.ts';

/** Something was said of one exact version of an object: that it arrived, or what the malware scanner saw in it. */
export interface Arrival {
  readonly uploadId: string;
  readonly key: string;
  readonly versionId: string;
  /** Absent: the object has just arrived. */
  readonly scanned?: ScanStatus;
}

const ScanStatus = z.enum(['NO_THREATS_FOUND', 'THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED']);
export type ScanStatus = z.infer<typeof ScanStatus>;

const Created = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), 'version-id': z.string() }),
  }),
});
const Scanned = z.object({
  source: z.literal('aws.guardduty'),
  'detail-type': z.literal('GuardDuty Malware Protection Object Scan Result'),
  detail: z.object({
    s3ObjectDetails: z.object({ bucketName: z.string(), objectKey: z.string(), versionId: z.string() }),
    scanResultDetails: z.object({ scanResultStatus: ScanStatus }),
  }),
});
const Known = z.union([
  Created.transform(({ detail: { bucket, object } }) => ({
    bucket: bucket.name,
    key: object.key,
    versionId: object['version-id'],
  })),
  Scanned.transform(({ detail: { s3ObjectDetails: of, scanResultDetails: result } }) => ({
    bucket: of.bucketName,
    key: of.objectKey,
    versionId: of.versionId,
    scanned: result.scanResultStatus,
  })),
]);

/**
 * Reads an event of S3 or GuardDuty. Undefined for an object that is no upload.
 * Throws for an event of another shape: it must reach the failure queue, not vanish.
 */
export const arrivalOf = (event: unknown, bucket: string): Arrival | undefined => {
  const { bucket: of, ...said } = Known.parse(event);
  const uploadId = /^catalogue\/(.+)$/.exec(said.key)?.[1];
  if (of !== bucket || !Ulid.safeParse(uploadId).success || uploadId === undefined) return undefined;
  return { uploadId, ...said };
};
