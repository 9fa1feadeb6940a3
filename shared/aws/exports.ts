import { DescribeExportCommand, type DynamoDBClient, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';

export interface ExportRequest {
  readonly tableArn: string;
  readonly bucket: string;
  readonly prefix: string;
  /** Whole seconds: that is how exactly DynamoDB takes it. */
  readonly at: Date;
  /** The same request under the same token is one export, for eight hours. */
  readonly token: string;
}

/** Asks for a full export of a table as it was at a moment. Returns the export's ARN. */
export const startExport = async (dynamo: DynamoDBClient, request: ExportRequest): Promise<string> => {
  const { ExportDescription } = await dynamo.send(
    new ExportTableToPointInTimeCommand({
      TableArn: request.tableArn,
      S3Bucket: request.bucket,
      S3Prefix: request.prefix,
      ExportTime: request.at,
      ExportFormat: 'DYNAMODB_JSON',
      ExportType: 'FULL_EXPORT',
      ClientToken: request.token,
    }),
  );
  if (ExportDescription?.ExportArn === undefined) throw new Error('an export was begun without a name');
  return ExportDescription.ExportArn;
};

export type ExportState =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly manifest: string; readonly items: number }
  | { readonly state: 'failed'; readonly why: string };

/** How far an export is; `manifest` is the key of its manifest-summary.json. */
export const exportState = async (dynamo: DynamoDBClient, arn: string): Promise<ExportState> => {
  const { ExportDescription: told } = await dynamo.send(new DescribeExportCommand({ ExportArn: arn }));
  if (told?.ExportStatus === 'IN_PROGRESS') return { state: 'running' };
  if (told?.ExportStatus === 'COMPLETED' && told.ExportManifest !== undefined)
    return { state: 'done', manifest: told.ExportManifest, items: told.ItemCount ?? 0 };
  return { state: 'failed', why: told?.FailureCode ?? told?.ExportStatus ?? 'unknown' };
};
