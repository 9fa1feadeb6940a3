import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../aws-json/errors.ts';
import { readInput } from '../aws-json/input.ts';
import type { DynamoNames } from './arns.ts';
import { describeExport, type ExportRecord } from './export-record.ts';
import { type ExportTools, runExport } from './export-run.ts';
import { earliestRestorable } from './recovery.ts';
import type { DynamoState } from './state.ts';

const MINUTE = 60_000;
const TOKEN_LIFE_MS = 8 * 60 * MINUTE;

const exportInput = z.strictObject({
  TableArn: z.string(),
  S3Bucket: z.string(),
  S3BucketOwner: z.string().optional(),
  S3Prefix: z.string().optional(),
  S3SseAlgorithm: z.enum(['AES256', 'KMS']).default('AES256'),
  S3SseKmsKeyId: z.string().optional(),
  ExportTime: z.number().optional(),
  ClientToken: z.string().optional(),
  ExportFormat: z.literal('DYNAMODB_JSON').default('DYNAMODB_JSON'),
  ExportType: z.enum(['FULL_EXPORT', 'INCREMENTAL_EXPORT']).default('FULL_EXPORT'),
  IncrementalExportSpecification: z
    .strictObject({
      ExportFromTime: z.number().optional(),
      ExportToTime: z.number().optional(),
      ExportViewType: z.enum(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']).default('NEW_AND_OLD_IMAGES'),
    })
    .optional(),
});
type ExportInput = z.infer<typeof exportInput>;

export interface TableFacts {
  readonly tableId: string;
  readonly keyNames: readonly string[];
}

export interface ExportContext {
  readonly names: DynamoNames;
  readonly state: DynamoState;
  readonly tools: ExportTools;
  /** @throws TableNotFoundException */
  readonly facts: (table: string) => Promise<TableFacts>;
}

function invalidTime(message: string): AwsError {
  return new AwsError('InvalidExportTimeException', message);
}

function checkInWindow(context: ExportContext, table: string, moments: readonly number[]): void {
  const now = context.tools.now().getTime();
  const since = context.state.pitrSince(table);
  if (since === undefined) {
    throw new AwsError('PointInTimeRecoveryUnavailableException', `Point in time recovery is not enabled for ${table}`);
  }
  const earliest = earliestRestorable(since, now);
  // Seconds, because that is how exactly the moments are written down.
  if (moments.some((at) => Math.ceil(at / 1000) * 1000 < Math.floor(earliest / 1000) * 1000 || at > now)) {
    throw invalidTime(
      `The time is outside the point in time recovery window, which began ${new Date(earliest).toISOString()}.`,
    );
  }
}

function whatOf(context: ExportContext, input: ExportInput, table: string): ExportRecord['what'] {
  const now = context.tools.now().getTime();
  if (input.ExportType === 'FULL_EXPORT') {
    if (input.IncrementalExportSpecification) {
      throw new AwsError('ValidationException', 'IncrementalExportSpecification is only for an INCREMENTAL_EXPORT.');
    }
    const at = input.ExportTime === undefined ? now : input.ExportTime * 1000;
    checkInWindow(context, table, [at]);
    return { type: 'FULL_EXPORT', at };
  }
  const { ExportFromTime, ExportToTime, ExportViewType } = input.IncrementalExportSpecification ?? {};
  if (ExportFromTime === undefined || ExportViewType === undefined || input.ExportTime !== undefined) {
    throw new AwsError('ValidationException', 'An incremental export needs ExportFromTime and takes no ExportTime.');
  }
  const from = ExportFromTime * 1000;
  const to = ExportToTime === undefined ? now : ExportToTime * 1000;
  const minutes = (to - from) / MINUTE;
  if (minutes < 15 || minutes > 24 * 60) {
    throw invalidTime(
      'The difference between ExportFromTime and ExportToTime must be between 15 minutes and 24 hours.',
    );
  }
  checkInWindow(context, table, [from, to]);
  return { type: 'INCREMENTAL_EXPORT', from, to, view: ExportViewType };
}

export interface Exports {
  readonly start: (input: unknown, principal: string) => Promise<unknown>;
  readonly describe: (input: unknown) => unknown;
  readonly list: (input: unknown) => unknown;
  /** Ends exports that a stop of this process left unfinished; waits for those that run. */
  readonly close: () => Promise<void>;
}

export function createExports(context: ExportContext): Exports {
  const { names, state, tools } = context;
  const running = new Set<Promise<void>>();
  for (const record of state.exports().filter(({ status }) => status === 'IN_PROGRESS')) {
    const failure = { code: 'InternalServerError', message: 'The local cloud was stopped during the export.' };
    state.saveExport({ ...record, status: 'FAILED', endTime: tools.now().getTime(), failure });
  }

  async function run(record: ExportRecord, keyNames: readonly string[]): Promise<void> {
    try {
      state.saveExport(await runExport(record, keyNames, tools));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof Error && error.name === 'NoSuchBucket' ? 'S3NoSuchBucket' : 'S3AccessDenied';
      state.saveExport({ ...record, status: 'FAILED', endTime: tools.now().getTime(), failure: { code, message } });
    }
  }

  async function start(body: unknown, principal: string): Promise<unknown> {
    const input = readInput(exportInput, body);
    const table = names.nameOf(input.TableArn);
    const token = input.ClientToken ?? randomUUID();
    const request = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    const now = tools.now().getTime();
    const earlier = state.exportByToken(token);
    if (earlier && now - earlier.startTime < TOKEN_LIFE_MS) {
      if (earlier.request === request) return { ExportDescription: describeExport(earlier, names.table(table)) };
      throw new AwsError('ExportConflictException', 'The client token was used with other parameters.');
    }
    const { tableId, keyNames } = await context.facts(table);
    const id = `${String(now).padStart(14, '0')}-${randomBytes(4).toString('hex')}`;
    const record: ExportRecord = {
      arn: `${names.table(table)}/export/${id}`,
      id,
      table,
      tableId,
      principal,
      clientToken: token,
      request,
      status: 'IN_PROGRESS',
      startTime: now,
      bucket: input.S3Bucket,
      prefix: input.S3Prefix,
      sse: { algorithm: input.S3SseAlgorithm, keyId: input.S3SseKmsKeyId },
      what: whatOf(context, input, table),
    };
    state.saveExport(record);
    const job = run(record, keyNames).finally(() => running.delete(job));
    running.add(job);
    return { ExportDescription: describeExport(record, names.table(table)) };
  }

  function describe(body: unknown): unknown {
    const { ExportArn } = readInput(z.strictObject({ ExportArn: z.string() }), body);
    const record = state.exportByArn(ExportArn);
    if (!record) throw new AwsError('ExportNotFoundException', 'The specified export was not found.');
    return { ExportDescription: describeExport(record, names.table(record.table)) };
  }

  function list(body: unknown): unknown {
    const input = readInput(
      z.strictObject({ TableArn: z.string().optional(), MaxResults: z.number().optional() }),
      body,
    );
    const table = input.TableArn === undefined ? undefined : names.nameOf(input.TableArn);
    const found = state.exports().filter((record) => table === undefined || record.table === table);
    const summaries = found.map(({ arn, status, what }) => ({
      ExportArn: arn,
      ExportStatus: status,
      ExportType: what.type,
    }));
    return { ExportSummaries: summaries.slice(0, input.MaxResults ?? 25) };
  }

  const close = async () => {
    await Promise.all(running);
  };
  return { start, describe, list, close };
}
