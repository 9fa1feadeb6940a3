import type { Handlers } from '../aws/call.ts';
import { changed, holdVersion } from '../aws/change.ts';
import type { RecoveryTx } from '../aws/recovery-key.ts';
import type { System } from '../aws/system.ts';
import { AppError } from '../kernel/app-error.ts';
import { readSettings, recoverySetTx, SETTINGS_ID } from './settings-store.ts';

/** Puts a printed recovery sheet in use. Apart from the other settings, because it alone needs the class key. */
export const recoverySheetHandlers = (
  system: System,
  sealTo: RecoveryTx,
): Pick<Handlers<'settings'>, 'settings.recovery-sheet'> => ({
  'settings.recovery-sheet': async (call, { recipient }) => {
    const before = await readSettings(system);
    if (before === undefined) throw new AppError('not-found', { entity: 'settings' });
    holdVersion(before, call.ifMatch);
    const recovery = { recipient, since: call.now.toISOString() };
    const after = { ...before.value, recovery, ...changed(call.context, before.value) };
    const answer = { id: SETTINGS_ID, version: after.version, changeId: call.context.changeId };
    // The setting and the key go together: a sheet that the settings name always opens the key.
    return call.commit([...recoverySetTx(call.context, { before, after }), await sealTo(recipient)], answer);
  },
});
