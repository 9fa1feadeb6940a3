import {
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
} from '@aws-sdk/client-dynamodb';

/** Moments are whole seconds: that is how exactly DynamoDB takes them. */
export type Exported =
  | { readonly kind: 'full'; readonly at: Date }
  | { readonly kind: 'incremental'; readonly from: Date; readonly to: Date };

export interface ExportRequest {
  readonly tableArn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly what: Exported;
  /** The same request under the same token is one export, for eight hours. */
  readonly token: string;
}

/** DynamoDB does not export this: the moment or window is outside point-in-time recovery, or that is off. */
export class ExportRefused extends Error {}

const REFUSALS = ['InvalidExportTimeException', 'PointInTimeRecoveryUnavailableException'];

const shape = (what: Exported): Partial<ExportTableToPointInTimeCommandInput> =>
  what.kind === 'full'
    ? { ExportType: 'FULL_EXPORT', ExportTime: what.at }
    : {
        ExportType: 'INCREMENTAL_EXPORT',
        IncrementalExportSpecification: {
          ExportFromTime: what.from,
          ExportToTime: what.to,
          ExportViewType: 'NEW_AND_OLD_IMAGES',
        },
      };

/** Asks for an export of a table, whole or of its changes. Returns the export's ARN. Throws `ExportRefused`. */
export const startExport = async (dynamo: DynamoDBClient, request: ExportRequest): Promise<string> => {
  try {
    const { ExportDescription } = await dynamo.send(
      new ExportTableToPointInTimeCommand({
        TableArn: request.tableArn,
        S3Bucket: request.bucket,
        S3Prefix: request.prefix,
        ExportFormat: 'DYNAMODB_JSON',
        ClientToken: request.token,
        ...shape(request.what),
      }),
    );
    if (ExportDescription?.ExportArn === undefined) throw new Error('an export was begun without a name');
    return ExportDescription.ExportArn;
  } catch (error) {
    if (error instanceof Error && REFUSALS.includes(error.name))
      throw new ExportRefused(error.message, { cause: error });
    throw error;
  }
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

/** The earliest moment a table can be had as of; undefined when point-in-time recovery is off. */
export const earliestMoment = async (dynamo: DynamoDBClient, table: string): Promise<Date | undefined> => {
  const { ContinuousBackupsDescription: told } = await dynamo.send(
    new DescribeContinuousBackupsCommand({ TableName: table }),
  );
  return told?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime;
};
