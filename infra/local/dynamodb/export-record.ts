import * as z from 'zod';

/** An export as it is kept; times in milliseconds. */
export const exportRecord = z.object({
  arn: z.string(),
  id: z.string(),
  table: z.string(),
  tableId: z.string(),
  principal: z.string(),
  clientToken: z.string(),
  /** The request as it came, to tell a repeated request from another one under the same token. */
  request: z.string(),
  status: z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED']),
  startTime: z.number(),
  endTime: z.number().optional(),
  bucket: z.string(),
  prefix: z.string().optional(),
  sse: z.object({ algorithm: z.enum(['AES256', 'KMS']), keyId: z.string().optional() }),
  what: z.discriminatedUnion('type', [
    z.object({ type: z.literal('FULL_EXPORT'), at: z.number() }),
    z.object({
      type: z.literal('INCREMENTAL_EXPORT'),
      from: z.number(),
      to: z.number(),
      view: z.enum(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']),
    }),
  ]),
  manifest: z.string().optional(),
  itemCount: z.number().optional(),
  bytes: z.number().optional(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ExportRecord = z.infer<typeof exportRecord>;

const seconds = (ms: number) => ms / 1000;

/** The record in the words of `DescribeExport`. */
export function describeExport(record: ExportRecord, tableArn: string): Record<string, unknown> {
  const { what } = record;
  return {
    ExportArn: record.arn,
    ExportStatus: record.status,
    StartTime: seconds(record.startTime),
    EndTime: record.endTime === undefined ? undefined : seconds(record.endTime),
    ExportManifest: record.manifest,
    TableArn: tableArn,
    TableId: record.tableId,
    ExportTime: what.type === 'FULL_EXPORT' ? seconds(what.at) : undefined,
    ClientToken: record.clientToken,
    S3Bucket: record.bucket,
    S3Prefix: record.prefix,
    S3SseAlgorithm: record.sse.algorithm,
    S3SseKmsKeyId: record.sse.keyId,
    FailureCode: record.failure?.code,
    FailureMessage: record.failure?.message,
    ExportFormat: 'DYNAMODB_JSON',
    BilledSizeBytes: record.bytes,
    ItemCount: record.itemCount,
    ExportType: what.type,
    IncrementalExportSpecification:
      what.type === 'INCREMENTAL_EXPORT'
        ? { ExportFromTime: seconds(what.from), ExportToTime: seconds(what.to), ExportViewType: what.view }
        : undefined,
  };
}
