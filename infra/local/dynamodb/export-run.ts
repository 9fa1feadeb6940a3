import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type DataFile, dealLines, md5Base64 } from './export-files.ts';
import { type ExportLine, fullLines, incrementalLines } from './export-lines.ts';
import type { ExportRecord } from './export-record.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';

/** Writes one object as the principal who asked for the export. @returns its ETag without quotes */
export type PutExportObject = (object: {
  readonly principal: string;
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly sse: ExportRecord['sse'];
}) => Promise<string>;

export interface ExportTools {
  readonly dataFile: string;
  readonly put: PutExportObject;
  readonly tableArn: (table: string) => string;
  readonly now: () => Date;
  /** Changes before the export's moment that the next export of a table will miss. */
  readonly takeTear: (table: string) => number;
  /** Where a torn export of this very moment ended: the id of its last change. */
  readonly cutAt: (table: string, ms: number) => number | undefined;
  readonly saveCut: (table: string, ms: number, changeId: number) => void;
}

// AWS takes minutes; a second and a half is enough to show whoever forgets that it is asynchronous.
const SLOWNESS_MS = 1500;
const FILES = 4;

/**
 * The last change a moment shows. The engine notes whole seconds, each of which counts as its beginning: a moment shows
 * what is older than it, so that a full export and the changes after it overlap nowhere and leave nothing out.
 * Torn, it misses some of them, and they come as changes after the moment. It stays torn where it was: source,
 * "Amazon DynamoDB Transactions: How it works", of restores and exports: the remaining changes appear gradually.
 */
function changeBefore(snapshot: Snapshot, tools: ExportTools, table: string, ms: number, tear: number): number {
  const known = tools.cutAt(table, ms);
  if (known !== undefined) return known;
  const newest = snapshot.changeAt(table, Math.ceil(ms / 1000) - 1);
  if (tear === 0) return newest;
  const cut = snapshot.stepBack(table, newest, tear);
  tools.saveCut(table, ms, cut);
  return cut;
}

function linesOf(snapshot: Snapshot, record: ExportRecord, keyNames: readonly string[], tools: ExportTools) {
  const { table, what } = record;
  const before = (ms: number, tear: number) => changeBefore(snapshot, tools, table, ms, tear);
  const tear = tools.takeTear(table);
  const lines: Iterable<ExportLine> =
    what.type === 'FULL_EXPORT'
      ? fullLines(snapshot, table, keyNames, before(what.at, tear))
      : incrementalLines(snapshot, table, {
          afterId: before(what.from, 0),
          toId: before(what.to, tear),
          view: what.view,
        });
  return lines;
}

function summaryOf(record: ExportRecord, tableArn: string, filesKey: string, totals: { items: number; bytes: number }) {
  const iso = (ms: number) => new Date(ms).toISOString();
  const { what } = record;
  const kind =
    what.type === 'FULL_EXPORT'
      ? { exportTime: iso(what.at) }
      : { exportFromTime: iso(what.from), exportToTime: iso(what.to) };
  return JSON.stringify({
    version: what.type === 'FULL_EXPORT' ? '2020-06-30' : '2023-08-01',
    exportArn: record.arn,
    startTime: iso(record.startTime),
    endTime: iso(record.endTime ?? record.startTime),
    tableArn,
    tableId: record.tableId,
    ...kind,
    s3Bucket: record.bucket,
    s3Prefix: record.prefix ?? null,
    s3SseAlgorithm: record.sse.algorithm,
    s3SseKmsKeyId: record.sse.keyId ?? null,
    manifestFilesS3Key: filesKey,
    billedSizeBytes: totals.bytes,
    itemCount: totals.items,
    outputFormat: 'DYNAMODB_JSON',
    ...(what.type === 'INCREMENTAL_EXPORT' ? { outputView: what.view } : {}),
    exportType: what.type,
  });
}

/**
 * Writes one export in AWS's layout and returns the record of how it ended.
 * Source: "DynamoDB table export output format"; the `.md5` names as seen in real exports.
 */
export async function runExport(
  record: ExportRecord,
  keyNames: readonly string[],
  tools: ExportTools,
): Promise<ExportRecord> {
  const root = `${record.prefix ? `${record.prefix.replace(/\/+$/, '')}/` : ''}AWSDynamoDB`;
  const home = `${root}/${record.id}`;
  const dataHome = record.what.type === 'FULL_EXPORT' ? `${home}/data` : `${root}/data`;
  const { principal, bucket, sse } = record;
  const put = (key: string, body: Buffer) => tools.put({ principal, bucket, key, body, sse });
  const putWithSum = async (name: string, text: string) => {
    await put(`${home}/${name}.json`, Buffer.from(text));
    await put(`${home}/${name}.md5`, Buffer.from(md5Base64(text)));
  };

  await put(`${home}/_started`, Buffer.alloc(0));
  await delay(SLOWNESS_MS);
  const snapshot = openSnapshot(tools.dataFile);
  let files: readonly DataFile[];
  try {
    files = await dealLines(linesOf(snapshot, record, keyNames, tools), FILES);
  } finally {
    snapshot.close();
  }
  const entries: string[] = [];
  for (const file of files) {
    const dataFileS3Key = `${dataHome}/${randomBytes(13).toString('hex')}.json.gz`;
    const etag = await put(dataFileS3Key, file.bytes);
    entries.push(JSON.stringify({ itemCount: file.itemCount, md5Checksum: file.md5, etag, dataFileS3Key }));
  }
  const totals = {
    items: files.reduce((sum, file) => sum + file.itemCount, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes.length, 0),
  };
  const ended: ExportRecord = {
    ...record,
    status: 'COMPLETED',
    endTime: tools.now().getTime(),
    manifest: `${home}/manifest-summary.json`,
    itemCount: totals.items,
    bytes: totals.bytes,
  };
  await putWithSum('manifest-files', `${entries.join('\n')}\n`);
  await putWithSum(
    'manifest-summary',
    summaryOf(ended, tools.tableArn(record.table), `${home}/manifest-files.json`, totals),
  );
  return ended;
}
