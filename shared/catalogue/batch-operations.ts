import { secondPersonTx } from '../approvals/second-person.ts';
import { namesOf } from '../audit/ledger-store.ts';
import type { Call, Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf, inBin } from '../aws/keys.ts';
import { plainOf, readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Batch } from '../contracts/jobs.ts';
import { Item, Title } from '../contracts/titles.ts';
import { batchView, newBatch, openBatchTx, readBatch } from '../jobs/batch-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { valueHash } from '../kernel/value-hash.ts';
import { readTitles } from './title-store.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Whoever made a batch may take it back alone for a day: a wrong mapping is seen at once, and undone at once. */
const isOwnAndFresh = (call: Call, batch: Batch): boolean =>
  batch.actorId === call.personId && call.now.getTime() - Date.parse(batch.createdAt) < DAY_MS;

const recordsOf = (batch: Batch): number => {
  const { titles = 0, copies = 0, undone = 0 } = batch.counts;
  return titles + copies + undone;
};

type BatchHandlers = Pick<Handlers<'catalogue'>, 'bin.list' | 'batch.list' | 'batch.get' | 'batch.undo'>;

export const batchHandlers = (system: System): BatchHandlers => ({
  'bin.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'bin', cursor);
    const page = await queryPage(system.dynamo, system.tables.records, inBin('catalogue'), {
      index: 'GSI2',
      newestFirst: true,
      limit: 25,
      ...(from === undefined ? {} : { from }),
    });
    const found = page.items.map((item) =>
      item['entity']?.S === 'title' ? readStored(Title, item).value : readStored(Item, item).value,
    );
    const titles = await readTitles(
      system,
      found.flatMap((record) => (record.entity === 'item' ? [record.titleId] : [])),
      false,
    );
    const titleNames = new Map(
      titles.flatMap((title) => (title === undefined ? [] : [[title.value.id, title.value.brief.title]])),
    );
    const names = await namesOf(
      system,
      found.map((record) => record.actorId),
    );
    const rows = found.map((record) => ({
      entity: record.entity,
      id: record.id,
      version: record.version,
      name:
        record.entity === 'title' ? record.brief.title : `${titleNames.get(record.titleId) ?? ''} · ${record.barcode}`,
      titleId: record.entity === 'title' ? record.id : record.titleId,
      binnedAt: record.binnedAt ?? record.updatedAt,
      ...(names.get(record.actorId) === undefined ? {} : { binnedBy: names.get(record.actorId) }),
      ...(record.reason === undefined ? {} : { reason: record.reason }),
    }));
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'bin', page.next) }) };
  },
  'batch.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'batches', cursor);
    const page = await queryPage(system.dynamo, system.tables.records, allOf('batch'), {
      index: 'GSI2',
      newestFirst: true,
      limit: 25,
      ...(from === undefined ? {} : { from }),
    });
    const batches = page.items.map((item) => Batch.parse(plainOf(item)));
    const names = await namesOf(
      system,
      batches.map((batch) => batch.actorId),
    );
    const rows = batches.map((batch) => batchView(batch, names.get(batch.actorId)));
    return {
      rows,
      ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'batches', page.next) }),
    };
  },
  'batch.get': async (_call, { batchId }) => {
    const batch = await readBatch(system, batchId);
    if (batch === undefined) throw new AppError('not-found', { entity: 'batch' });
    return batchView(batch.value);
  },
  'batch.undo': async (call, { batchId }) => {
    const batch = await readBatch(system, batchId);
    if (batch === undefined) throw new AppError('not-found', { entity: 'batch' });
    if (batch.value.state !== 'closed') throw new AppError('batch-not-undoable', { state: batch.value.state });
    const undo = newBatch(call.context, { kind: 'undo', label: batch.value.label, undoes: batchId });
    const context = { ...call.context, batchId: undo.id };
    const request = { batchId };
    const asked = requestJobTx(context, {
      kind: 'batch-undo',
      unit: 'records',
      input: request,
      lock: `batch-${batchId}`,
    });
    const second = isOwnAndFresh(call, batch.value)
      ? []
      : await secondPersonTx(system, call, {
          operation: 'batch.undo',
          requestHash: valueHash({ operation: 'batch.undo', ...request }),
          records: recordsOf(batch.value),
          preview: {
            code: 'approval.preview.batch.undo',
            params: { label: batch.value.label, records: recordsOf(batch.value) },
          },
        });
    const fragments = [...openBatchTx(call.context, { ...undo, jobId: asked.job.id }), ...asked.fragments, ...second];
    return call.commit(fragments, newJobView(asked.job, 'records'));
  },
});
