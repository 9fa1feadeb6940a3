import { secondPersonTx } from '../approvals/second-person.ts';
import { namesOf } from '../audit/ledger-store.ts';
import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Batch } from '../contracts/jobs.ts';
import { batchView, readBatch } from '../jobs/batch-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { valueHash } from '../kernel/value-hash.ts';
import { isOwnAndFresh, undoBatchTx } from './batch-undo.ts';

const recordsOf = (batch: Batch): number => {
  const { titles = 0, copies = 0, undone = 0 } = batch.counts;
  return titles + copies + undone;
};

type BatchHandlers = Pick<Handlers<'catalogue'>, 'batch.list' | 'batch.get' | 'batch.undo'>;

export const batchHandlers = (system: System): BatchHandlers => ({
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
    const undo = undoBatchTx(call, batch);
    const request = { batchId };
    const second = isOwnAndFresh(call, batch.value)
      ? []
      : await secondPersonTx(system, call, {
          operation: 'batch.undo',
          requestHash: valueHash({ operation: 'batch.undo', ...request }),
          records: recordsOf(batch.value),
          preview: {
            code: 'approval.preview.batch.undo',
            params: {
              kind: batch.value.kind,
              label: batch.value.label,
              at: batch.value.restore?.at ?? batch.value.createdAt,
              records: recordsOf(batch.value),
            },
          },
        });
    return call.commit([...undo.fragments, ...second], newJobView(undo.job, 'records'));
  },
});
