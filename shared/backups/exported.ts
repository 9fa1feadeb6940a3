import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Exported } from '../aws/exports.ts';
import type { KeptBucket } from '../aws/kept-objects.ts';
import type { FindingCode } from '../contracts/backups.ts';
import type { BackupTable } from './manifest.ts';

/** What an export holds, as its own manifests say. Source: "DynamoDB table export output format". */
const Summary = z.object({
  version: z.string(),
  tableArn: z.string(),
  exportTime: z.string().optional(),
  exportFromTime: z.string().optional(),
  exportToTime: z.string().optional(),
  exportType: z.enum(['FULL_EXPORT', 'INCREMENTAL_EXPORT']).default('FULL_EXPORT'),
  outputView: z.literal('NEW_AND_OLD_IMAGES').optional(),
  outputFormat: z.literal('DYNAMODB_JSON'),
  manifestFilesS3Key: z.string(),
  itemCount: z.int().min(0),
});
const FileEntry = z.object({ itemCount: z.int().min(0), md5Checksum: z.string(), dataFileS3Key: z.string() });

export interface ExportedFile {
  readonly table: BackupTable;
  readonly kind: 'data' | 'manifest';
  readonly key: string;
  /** The key below the table's own folder: where it lies in the copy too. */
  readonly path: string;
  readonly md5: string;
  /** Lines of a data file. */
  readonly items?: number;
  /** The window whose changes it belongs to. */
  readonly window?: number;
}

/** An export is not what it says it is. */
export class BadExport extends Error {
  readonly code: FindingCode;
  readonly file: string;
  constructor(code: FindingCode, file: string, options?: ErrorOptions) {
    super(`${code}: ${file}`, options);
    this.code = code;
    this.file = file;
  }
}

export interface Landed {
  readonly table: BackupTable;
  readonly tableArn: string;
  /** Key of manifest-summary.json. */
  readonly manifest: string;
  /** The folder of this table, with a slash at the end. */
  readonly base: string;
  readonly shown: Exported;
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
/** AWS documents `.checksum` and writes `.md5`; the sum may be base64 or hex. */
const sumOf = (text: string): string => {
  const sum = text.trim().replaceAll('"', '');
  return /^[0-9a-f]{32}$/i.test(sum) ? Buffer.from(sum, 'hex').toString('base64') : sum;
};

const sameSecond = (told: string | undefined, asked: Date): boolean =>
  Math.floor(Date.parse(told ?? '') / 1000) === Math.floor(asked.getTime() / 1000);

/** Whether it is what was asked for: the table at this moment, or its changes in this window with both images. */
const shows = (summary: z.infer<typeof Summary>, asked: Exported): boolean =>
  asked.kind === 'full'
    ? summary.exportType === 'FULL_EXPORT' && sameSecond(summary.exportTime, asked.at)
    : summary.exportType === 'INCREMENTAL_EXPORT' &&
      summary.outputView === 'NEW_AND_OLD_IMAGES' &&
      sameSecond(summary.exportFromTime, asked.from) &&
      sameSecond(summary.exportToTime, asked.to);

/**
 * Reads the manifests of a landed export, each held to its checksum, and lists its files: data and manifests.
 * Throws `BadExport` for a manifest that is missing, changed, or of another table or moment.
 */
export const exportedFiles = async (work: KeptBucket, landed: Landed): Promise<ExportedFile[]> => {
  const { table, base } = landed;
  const read = async (key: string): Promise<Uint8Array | undefined> => {
    const opened = await work.open(key);
    return opened === undefined ? undefined : Buffer.concat(await opened.body.toArray());
  };
  const pathOf = (key: string): string => {
    if (!key.startsWith(base)) throw new BadExport('finding.file-missing', key);
    return key.slice(base.length);
  };
  const listed: ExportedFile[] = [];
  const take = async (key: string): Promise<string> => {
    const bytes = await read(key);
    if (bytes === undefined) throw new BadExport('finding.file-missing', key);
    for (const ending of ['md5', 'checksum']) {
      const beside = key.replace(/\.json$/, `.${ending}`);
      const sum = await read(beside);
      if (sum === undefined) continue;
      if (sumOf(Buffer.from(sum).toString('utf8')) !== md5Of(bytes)) throw new BadExport('finding.file-changed', key);
      listed.push({ table, kind: 'manifest', key, path: pathOf(key), md5: md5Of(bytes) });
      listed.push({ table, kind: 'manifest', key: beside, path: pathOf(beside), md5: md5Of(sum) });
      return Buffer.from(bytes).toString('utf8');
    }
    throw new BadExport('finding.file-missing', key.replace(/\.json$/, '.md5'));
  };
  const summary = Summary.parse(JSON.parse(await take(landed.manifest)));
  if (summary.tableArn !== landed.tableArn || !shows(summary, landed.shown))
    throw new BadExport('finding.file-changed', landed.manifest);
  const lines = (await take(summary.manifestFilesS3Key)).split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => FileEntry.parse(JSON.parse(line)));
  const items = entries.reduce((sum, entry) => sum + entry.itemCount, 0);
  if (items !== summary.itemCount) throw new BadExport('finding.file-changed', summary.manifestFilesS3Key);
  return [
    ...listed,
    ...entries.map((entry) => ({
      table,
      kind: 'data' as const,
      key: entry.dataFileS3Key,
      path: pathOf(entry.dataFileS3Key),
      md5: entry.md5Checksum,
      items: entry.itemCount,
    })),
  ];
};
