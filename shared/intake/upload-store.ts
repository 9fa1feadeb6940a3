import { born, type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { allOf, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { PART_BYTES, Upload, type UploadView } from '../contracts/intake.ts';
import type { EventType } from '../contracts/record.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

export const readUpload = async (system: Of, uploadId: string): Promise<Stored<Upload> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('upload', uploadId));
  return item === undefined ? undefined : readStored(Upload, item);
};

const index = (id: string) => ({ GSI2PK: allOf('upload'), GSI2SK: id });

/** The key holds no name: names of files are often names of people. */
export const uploadKey = (id: string): string => `catalogue/${id}`;

export const openUploadTx = (
  context: ChangeContext,
  id: string,
  what: { fileName: string; size: number; s3UploadId: string },
): { upload: Upload; fragments: Fragment[] } => {
  const upload: Upload = {
    ...born(context, id),
    entity: 'upload',
    ...what,
    state: 'uploading',
    key: uploadKey(id),
    checks: [],
  };
  return { upload, fragments: changeFragments(context, { after: upload, index: index(id), type: 'upload.opened' }) };
};

const types = {
  checking: 'upload.completed',
  released: 'upload.released',
  refused: 'upload.refused',
} as const satisfies Record<string, EventType>;

/** Moves an upload on: sent whole, then released or refused, each for one exact version of the object. */
export const moveUploadTx = (
  context: ChangeContext,
  before: Stored<Upload>,
  state: keyof typeof types,
  content: Partial<Pick<Upload, 'versionId' | 'format' | 'checks'>>,
): Fragment[] =>
  changeFragments(context, {
    before,
    after: { ...before.value, ...changed(context, before.value), state, ...content },
    index: index(before.value.id),
    type: types[state],
  });

export const uploadView = (upload: Upload): UploadView => ({
  uploadId: upload.id,
  version: upload.version,
  fileName: upload.fileName,
  size: upload.size,
  state: upload.state,
  checks: upload.checks,
  partBytes: PART_BYTES,
  parts: Math.max(1, Math.ceil(upload.size / PART_BYTES)),
  createdAt: upload.createdAt,
  ...(upload.format === undefined ? {} : { format: upload.format }),
});
