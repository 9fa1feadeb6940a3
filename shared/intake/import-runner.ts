import { setImmediate as turn } from 'node:timers/promises';
import { readObject } from '../aws/objects.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import { headBytes } from '../aws/upload-parts.ts';
import { MAX_ROW_BYTES } from '../catalogue/csv/rows.ts';
import type { Runner, StepResult, Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Chunk, ImportState } from './build-chunk.ts';
import { endImport, stopImport } from './end-import.ts';
import { importChunks } from './import-chunks.ts';
import { ImportCursor, ImportInput, ImportTally } from './import-cursor.ts';
import { fieldsOf } from './mapping.ts';
import { recordsFrom } from './record-source.ts';
import { reportTx } from './report-store.ts';
import type { IntakeStore } from './store.ts';
import { readUpload } from './upload-store.ts';

/** Transactions of one step: a few seconds, after which a wish to stop is heard. */
const PER_STEP = 50;

/** Somebody took a barcode after we looked, or our own commit was answered into a broken line: look again. */
const lookAgain = new Set(['barcode-in-use', 'already-exists']);
/** The title of a record with very many copies went to the bin between two of its transactions. */
const titleLost = new Set(['in-bin', 'not-found']);

const stateOf = (work: Work): ImportState => ({
  cursor: ImportCursor.parse(work.progress.cursor),
  tally: ImportTally.parse(work.progress.tally),
});

/** The file, if the version that was released is still the one to import. */
const fileOf = async (system: System, store: IntakeStore, input: ImportInput) => {
  const upload = await readUpload(system, input.uploadId);
  if (upload?.value.state !== 'released' || upload.value.versionId !== input.versionId)
    throw new AppError('upload-not-released', { state: upload?.value.state ?? 'refused' });
  const version = { bucket: store.bucket, key: input.key, versionId: input.versionId };
  const gone = new AppError('not-found', { entity: 'upload' });
  const head = await headBytes(store.s3, version, MAX_ROW_BYTES);
  if (head === undefined) throw gone;
  return {
    format: input.format,
    size: input.size,
    head,
    readFrom: async (offset: number) => {
      const bytes = await readObject(store.s3, version, { from: offset });
      if (bytes === undefined) throw gone;
      return bytes;
    },
  };
};

const save = (system: System, work: Work, { fragments, outcomes, number, next }: Chunk): Promise<void> => {
  const report = outcomes.length === 0 ? [] : [reportTx(system.tables.records, work.job.value.id, number, outcomes)];
  return work.save([...fragments, ...report], { done: next.cursor.offset, cursor: next.cursor, tally: next.tally });
};

/** Saves chunk after chunk while the next one is made ready. True when the file has no more. */
const saveAll = async (system: System, work: Work, chunks: AsyncGenerator<Chunk>): Promise<boolean> => {
  try {
    let next = chunks.next();
    for (let saved = 0; ; saved += 1) {
      const { done, value } = await next;
      if (done === true) return true;
      if (saved === PER_STEP) return false;
      const saving = save(system, work, value);
      // Heard below, at its turn; unheard until then it would end the process.
      saving.catch(() => undefined);
      // The request must be on its way before the next one takes the processor.
      await turn();
      next = chunks.next();
      next.catch(() => undefined);
      await saving;
    }
  } finally {
    await chunks.return(undefined);
  }
};

const missed = async (work: Work, error: unknown): Promise<StepResult> => {
  if (error instanceof AppError && lookAgain.has(error.code)) return { next: 'more', afterSeconds: 1 };
  const { cursor } = stateOf(work);
  if (!(error instanceof AppError && titleLost.has(error.code)) || cursor.begun === undefined) throw error;
  await work.save([], { cursor: { ...cursor, begun: { ...cursor.begun, isLost: true } } });
  return { next: 'more' };
};

/**
 * Imports a released file: titles and copies, the report of what became of each record, and how far the job is,
 * in one transaction each. After a crash it goes on behind the last of them, so nothing comes in twice.
 */
export const importRunner = (system: System, store: IntakeStore): Runner => {
  const stopped = (work: Work): Promise<readonly Fragment[]> => stopImport(system, work, stateOf(work));
  return {
    step: async (work) => {
      const input = ImportInput.parse(work.job.value.input);
      const file = await fileOf(system, store, input);
      const { branches } = await system.library();
      const from = stateOf(work);
      const parts = {
        system,
        change: work.change,
        mapping: fieldsOf(input.mapping, input.format),
        rules: { defaults: input.defaults, branches: new Set(branches.map(({ code }) => code)) },
      };
      try {
        const chunks = importChunks(parts, recordsFrom(file, from.cursor), from);
        if (!(await saveAll(system, work, chunks))) return { next: 'more' };
      } catch (error) {
        return missed(work, error);
      }
      return endImport(system, work, stateOf(work));
    },
    cancelled: stopped,
    failed: stopped,
  };
};
