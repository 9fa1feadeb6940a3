import { RecoveryRecipient } from '../../../shared/contracts/recovery-sheet.ts';

const KEY = 'strongroom.checked-sheet';

/**
 * The public half of a sheet that was printed and checked, over the sign-in that putting it in use asks for. The
 * identity is never kept: it is on paper by now. Gone with the tab.
 */
export const keepRecipient = (store: Pick<Storage, 'setItem'>, recipient: string): void =>
  store.setItem(KEY, recipient);

export const forgetRecipient = (store: Pick<Storage, 'removeItem'>): void => store.removeItem(KEY);

export const keptRecipient = (store: Pick<Storage, 'getItem'>): string | undefined =>
  RecoveryRecipient.safeParse(store.getItem(KEY)).data;
