import type * as z from 'zod';
import type { ChangeContext } from '../aws/change.ts';
import { headObject, readObject } from '../aws/objects.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { headBytes } from '../aws/upload-parts.ts';
import type { ImportPreview, Upload } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Arrival, ScanStatus } from './arrival.ts';
import { type Check, checkContent } from './check-content.ts';
import { previewOf } from './preview.ts';
import { previewTx } from './preview-store.ts';
import type { Scanner } from './scanner.ts';
import { type IntakeStore, SAMPLE_BYTES } from './store.ts';
import { moveUploadTx, readUpload } from './upload-store.ts';

export interface CheckParts {
  readonly system: System;
  readonly store: IntakeStore;
  readonly scanner: Scanner;
}
export type CheckEnd = Upload['state'] | 'unknown' | 'gone';

/** What GuardDuty's word means. Access denied and failures are no verdict: the file stays where it is. */
const verdicts: Readonly<Record<ScanStatus, Omit<Check, 'check' | 'engine'> | undefined>> = {
  NO_THREATS_FOUND: { verdict: 'clean' },
  THREATS_FOUND: { verdict: 'refused', why: 'threats-found' },
  UNSUPPORTED: { verdict: 'refused', why: 'scan-unsupported' },
  ACCESS_DENIED: undefined,
  FAILED: undefined,
};

const scanOf = async ({ scanner, store }: CheckParts, arrival: Arrival, size: number): Promise<Check | undefined> => {
  if (arrival.scanned !== undefined) {
    const said = scanner.engine === 'guardduty' ? verdicts[arrival.scanned] : undefined;
    return said === undefined ? undefined : { check: 'scanner', engine: 'guardduty', ...said };
  }
  const object = { bucket: store.bucket, key: arrival.key, versionId: arrival.versionId };
  const read = async () => {
    const bytes = await readObject(store.s3, object);
    if (bytes === undefined) throw new Error('the object vanished while it was scanned');
    return bytes;
  };
  const said = await scanner.scan({ size, read });
  return said.verdict === 'open' ? undefined : { check: 'scanner', engine: scanner.engine, ...said };
};

interface Finding {
  readonly state: 'checking' | 'released' | 'refused';
  readonly content: Partial<Pick<Upload, 'versionId' | 'format' | 'checks'>>;
  readonly preview?: z.infer<typeof ImportPreview>;
}

/** All checks on one version. Released only when every one of them has spoken, and none against it. */
const findingOf = async (parts: CheckParts, arrival: Arrival, upload: Upload): Promise<Finding | undefined> => {
  const { s3, bucket } = parts.store;
  const { key, versionId } = arrival;
  const [about, head] = await Promise.all([
    headObject(s3, { bucket, key, versionId }),
    headBytes(s3, { bucket, key, versionId }, SAMPLE_BYTES),
  ]);
  if (about === undefined || head === undefined) return undefined;
  const size: Check = {
    check: 'size',
    engine: 'strongroom',
    ...(about.size === upload.size ? { verdict: 'clean' } : { verdict: 'refused', why: 'size-differs' }),
  };
  const { format, checks } = await checkContent(head, upload.size);
  const made = [size, ...checks];
  if (made.some(({ verdict }) => verdict === 'refused'))
    return { state: 'refused', content: { versionId, checks: made } };
  const scan = await scanOf(parts, arrival, upload.size);
  if (scan === undefined) return { state: 'checking', content: { versionId } };
  const all = { versionId, checks: [...made, scan] };
  if (scan.verdict === 'refused') return { state: 'refused', content: all };
  if (format === undefined) throw new Error('a file passed every check, and nobody said what it is');
  return {
    state: 'released',
    content: { ...all, format },
    preview: await previewOf(format, head, upload.size),
  };
};

const contextOf = (system: System): ChangeContext => ({
  now: system.clock(),
  changeId: system.newId(),
  newId: system.newId,
  tables: system.tables,
  device: 'worker',
  actor: { id: 'system', kind: 'system' },
});

/** Whether there is anything left to say of this version: what was released can still be taken back by the scanner. */
const isSettled = ({ state, versionId }: Upload, arrival: Arrival): boolean => {
  if (versionId !== undefined && versionId !== arrival.versionId) return true;
  return state === 'refused' || (state === 'released' && arrival.scanned !== 'THREATS_FOUND');
};

const RACES = 5;

/**
 * Checks one exact version and moves its upload on in one transaction with the event. Told twice, or in another order,
 * it comes to the same end; a scanner that cannot say throws, and the upload stays in quarantine.
 */
export const checkUpload = async (parts: CheckParts, arrival: Arrival): Promise<CheckEnd> => {
  const { system } = parts;
  for (let race = 0; race < RACES; race += 1) {
    const before = await readUpload(system, arrival.uploadId);
    if (before === undefined) return 'unknown';
    if (isSettled(before.value, arrival)) return before.value.state;
    const finding = await findingOf(parts, arrival, before.value);
    if (finding === undefined) return 'gone';
    if (await moved(system, before, finding)) return finding.state;
  }
  throw new AppError('busy');
};

/** False when the upload changed meanwhile: the one who completes it and the check meet here. */
const moved = async (
  system: System,
  before: Stored<Upload>,
  { state, content, preview }: Finding,
): Promise<boolean> => {
  if (state === before.value.state && state === 'checking') return true;
  const context = contextOf(system);
  try {
    const extra = preview === undefined ? [] : [previewTx(system.tables.records, before.value.id, preview)];
    await system.commit([...moveUploadTx(context, before, state, content), ...extra], context.changeId);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'stale-version') return false;
    throw error;
  }
};
