import { recoveryTx } from '../../shared/aws/recovery-key.ts';
import { binOperations } from '../../shared/contracts/operations/bin.ts';
import { settingsOperations } from '../../shared/contracts/operations/library.ts';
import { settingsHandlers } from '../../shared/settings/operations.ts';
import { recoverySheetHandlers } from '../../shared/settings/recovery-sheet.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('settings', [...settingsOperations, ...binOperations], (system) => ({
  ...settingsHandlers(system),
  ...recoverySheetHandlers(system, recoveryTx(system)),
}));
