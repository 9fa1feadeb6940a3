import { createHash } from 'node:crypto';
import { scanRecords } from '../../../shared/aws/scan.ts';
import { readStored } from '../../../shared/aws/stored.ts';
import type { System } from '../../../shared/aws/system.ts';
import { readTitleGates } from '../../../shared/catalogue/title-store.ts';
import { type CopyMapping, type ImportOutcome, PART_BYTES } from '../../../shared/contracts/intake.ts';
import { Item, Title } from '../../../shared/contracts/titles.ts';
import { checkUpload } from '../../../shared/intake/check-upload.ts';
import { importRunner } from '../../../shared/intake/import-runner.ts';
import { intakeHandlers } from '../../../shared/intake/operations.ts';
import { type Scanner, scannerNamed } from '../../../shared/intake/scanner.ts';
import { readUpload } from '../../../shared/intake/upload-store.ts';
import { readBatch } from '../../../shared/jobs/batch-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud } from '../../support/small-cloud.ts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const noWait = async (): Promise<void> => undefined;

/** Intake over the parts of the local cloud, as the console uses it. */
export const intakeOf = (cloud: SmallCloud, system: System = cloud.system) => {
  const store = { s3: cloud.s3, bucket: buckets.intake };
  const handlers = intakeHandlers(system, store);
  const call = () => callAs(system, cloud.managerId);

  /** Sends a file in parts, as the browser does; gives back what completing it needs. */
  const send = async (fileName: string, bytes: Uint8Array) => {
    const { uploadId } = await handlers['upload.open'](call(), { fileName, size: bytes.length });
    const parts: { part: number; etag: string; sha256: string }[] = [];
    for (let at = 0, part = 1; at < bytes.length; at += PART_BYTES, part += 1) {
      const body = bytes.slice(at, at + PART_BYTES);
      const asked = await handlers['upload.parts'](call(), { uploadId, parts: [{ part, sha256: sha256(body) }] });
      const address = asked.urls[0];
      if (address === undefined) throw new Error('no address was given');
      const answer = await fetch(address.url, { method: 'PUT', headers: address.headers, body });
      if (!answer.ok) throw new Error(await answer.text());
      parts.push({ part, etag: answer.headers.get('etag') ?? '', sha256: sha256(body) });
    }
    return { uploadId, parts };
  };
  const upload = async (fileName: string, bytes: Uint8Array): Promise<string> => {
    const sent = await send(fileName, bytes);
    await handlers['upload.complete'](call(), sent);
    return sent.uploadId;
  };
  const arrival = async (uploadId: string) => {
    const found = await readUpload(system, uploadId);
    if (found?.value.versionId === undefined) throw new Error('nothing has arrived');
    return { uploadId, key: found.value.key, versionId: found.value.versionId };
  };
  const check = async (uploadId: string, scanner: Scanner = scannerNamed('none', true)) =>
    checkUpload({ system, store, scanner }, await arrival(uploadId));
  const released = async (fileName: string, bytes: Uint8Array): Promise<string> => {
    const uploadId = await upload(fileName, bytes);
    const end = await check(uploadId);
    if (end !== 'released') throw new Error(`the check ended as ${end}`);
    return uploadId;
  };
  const start = async (uploadId: string, mapping: CopyMapping = { preset: 'koha-952' }) => {
    const defaults = { branch: 'MAIN', itemType: 'book' as const };
    const { jobId } = await handlers['import.start'](call(), { uploadId, mapping, defaults });
    return jobId;
  };
  const work = (jobId: string, by: System = system) => workOff(by, importRunner(by, store), jobId, noWait);
  /** A file from the browser to the end of its import. */
  const bringIn = async (fileName: string, bytes: Uint8Array, mapping?: CopyMapping) =>
    work(await start(await released(fileName, bytes), mapping));
  const report = async (jobId: string, only?: 'repaired' | 'refused'): Promise<ImportOutcome[]> => {
    const rows: ImportOutcome[] = [];
    let cursor: string | undefined;
    do {
      const page = await handlers['import.report'](call(), {
        jobId,
        ...(only === undefined ? {} : { only }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      rows.push(...page.rows);
      cursor = page.next;
    } while (cursor !== undefined);
    return rows;
  };
  return { store, handlers, call, send, upload, arrival, check, released, start, work, bringIn, report };
};

/** What the tables hold of a catalogue, without ids and times: two imports of one file must give the same. */
export const catalogueOf = async (system: System, batchId?: string) => {
  const titles = new Map<string, Title>();
  const items: Item[] = [];
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'title')) {
    const { value } = readStored(Title, item);
    if (batchId === undefined || value.batchId === batchId) titles.set(value.id, value);
  }
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'item')) {
    const { value } = readStored(Item, item);
    if (batchId === undefined || value.batchId === batchId) items.push(value);
  }
  const gates = await readTitleGates(system, [...titles.keys()]);
  const counts = new Map([...titles.keys()].map((id, index) => [id, gates[index]?.items]));
  return [...titles.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((title) => ({
      title: title.brief.title,
      binned: title.binnedAt !== undefined,
      marc: Buffer.from(title.marc).toString('base64'),
      counted: counts.get(title.id),
      copies: items
        .filter((item) => item.titleId === title.id)
        .map(({ barcode, callNumber, branch, itemType, price, binnedAt }) => ({
          barcode,
          callNumber,
          branch,
          itemType,
          price,
          binned: binnedAt !== undefined,
        }))
        .sort((a, b) => (a.barcode < b.barcode ? -1 : 1)),
    }));
};

export const batchOf = async (system: System, batchId: string | undefined) => {
  const batch = await readBatch(system, batchId ?? '');
  if (batch === undefined) throw new Error('there is no batch');
  return batch.value;
};
