import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { newBatch, openBatchTx } from '../jobs/batch-store.ts';
import { readJob, requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { fieldsOf } from './mapping.ts';
import { reportPage } from './report-store.ts';
import { releasedOf, wantedUpload } from './upload-operations.ts';

type ImportHandlers = Pick<Handlers<'intake'>, 'import.start' | 'import.report'>;

export const importHandlers = (system: System): ImportHandlers => ({
  'import.start': async (call, { uploadId, mapping, defaults }) => {
    const { value } = await wantedUpload(system, uploadId);
    const { versionId, format } = releasedOf(value);
    fieldsOf(mapping, format);
    const { branches } = await system.library();
    if (!branches.some(({ code }) => code === defaults.branch))
      throw new AppError('invalid-input', { field: 'branch' });
    const batch = newBatch(call.context, { kind: 'import', label: value.fileName.slice(0, 200) });
    const { key, size } = value;
    const asked = requestJobTx(
      { ...call.context, batchId: batch.id },
      {
        kind: 'import',
        unit: 'bytes',
        total: size,
        input: { uploadId, key, versionId, size, format, mapping, defaults },
        // The same file twice at once would give every title twice.
        lock: `import-${uploadId}`,
      },
    );
    const fragments = [...openBatchTx(call.context, { ...batch, jobId: asked.job.id }), ...asked.fragments];
    return call.commit(fragments, newJobView(asked.job, 'bytes', size));
  },
  'import.report': async (_call, { jobId, only, cursor }) => {
    const read = await readJob(system, jobId);
    if (read?.job.value.kind !== 'import') throw new AppError('not-found', { entity: 'job' });
    const list = `import.report ${jobId} ${only ?? ''}`;
    const page = await reportPage(system, jobId, only, await openCursor(system.keyring, list, cursor));
    return {
      rows: page.rows,
      ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }),
    };
  },
});
