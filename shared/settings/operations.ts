import type { Handlers } from '../aws/call.ts';
import { changed, holdVersion } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import { demoBatch, newBatch, openBatchTx } from '../jobs/batch-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { branchBinHandlers } from './branch-bin.ts';
import { branchTx, readBranch, readBranches, readSettings, SETTINGS_ID, settingsTx } from './settings-store.ts';

/** A time zone the runtime does not know would break every due date lent in it. */
const holdZone = (zone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (error) {
    throw new AppError('invalid-input', { field: 'zone' }, { cause: error });
  }
};

export const settingsHandlers = (system: System): Omit<Handlers<'settings'>, 'settings.recovery-sheet'> => ({
  'settings.get': async () => {
    const stored = await readSettings(system);
    if (stored === undefined) throw new AppError('not-found', { entity: 'settings' });
    const { version, libraryName, language, rules, trainingRequired, recovery } = stored.value;
    return {
      version,
      libraryName,
      language,
      rules,
      trainingRequired,
      ...(recovery === undefined ? {} : { recovery }),
    };
  },
  'settings.edit': async (call, input) => {
    const before = await readSettings(system);
    if (before === undefined) throw new AppError('not-found', { entity: 'settings' });
    holdVersion(before, call.ifMatch);
    const after = { ...before.value, ...input, ...changed(call.context, before.value) };
    const answer = { id: SETTINGS_ID, version: after.version, changeId: call.context.changeId };
    return call.commit(settingsTx(call.context, { before, after }), answer);
  },
  'branch.list': async () => {
    const branches = await readBranches(system);
    const rows = branches.map(({ value: { id, version, code, name, zone, openDays, closures } }) => ({
      branchId: id,
      version,
      code,
      name,
      zone,
      openDays,
      closures,
    }));
    return { rows };
  },
  'branch.edit': async (call, { branchId, ...input }) => {
    const before = await readBranch(system, branchId);
    if (before === undefined) throw new AppError('not-found', { entity: 'branch' });
    if (before.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'branch' });
    holdVersion(before, call.ifMatch);
    holdZone(input.zone);
    const after = { ...before.value, ...input, ...changed(call.context, before.value) };
    const answer = { id: branchId, version: after.version, changeId: call.context.changeId };
    return call.commit(branchTx(call.context, after, before), answer);
  },
  ...branchBinHandlers(system),
  'library.begin-empty': async (call, { libraryName }) => {
    const demo = await demoBatch(system);
    if (demo === undefined) throw new AppError('batch-not-undoable', { state: 'no-demo' });
    const batch = newBatch(call.context, { kind: 'begin-empty', label: libraryName, undoes: demo });
    const { job, fragments } = requestJobTx(
      { ...call.context, batchId: batch.id },
      { kind: 'begin-empty', unit: 'records', input: { libraryName, demo }, lock: 'begin-empty' },
    );
    return call.commit(
      [...openBatchTx(call.context, { ...batch, jobId: job.id }), ...fragments],
      newJobView(job, 'records'),
    );
  },
});
