import { type Change, type ChangeContext, changeFragments } from '../aws/change.ts';
import { allOf, inBin, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryAll } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Branch, Settings } from '../contracts/library.ts';

/** There is one settings record; its id is fixed so that it is found without an index. */
export const SETTINGS_ID = '00000000000000000000000000';
type Of = Pick<System, 'dynamo' | 'tables'>;

/** The settings, or undefined before the library is founded. */
export const readSettings = async (system: Of): Promise<Stored<Settings> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('settings', SETTINGS_ID));
  return item === undefined ? undefined : readStored(Settings, item);
};

export const readBranches = async (system: Of): Promise<Stored<Branch>[]> => {
  const branches: Stored<Branch>[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.records, allOf('branch'), { index: 'GSI2' }))
    branches.push(readStored(Branch, item));
  return branches;
};

export const readBranch = async (system: Of, id: string): Promise<Stored<Branch> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('branch', id));
  return item === undefined ? undefined : readStored(Branch, item);
};

export const settingsTx = (context: ChangeContext, change: Omit<Change<Settings>, 'type'>): Fragment[] =>
  changeFragments(context, { ...change, type: 'settings.edited' });

/** A new recovery sheet is an event of its own: whoever holds the sheet can open every copy made from now on. */
export const recoverySetTx = (context: ChangeContext, change: Omit<Change<Settings>, 'type'>): Fragment[] =>
  changeFragments(context, { ...change, type: 'settings.recovery-set' });

export const changeSettingsTx = (context: ChangeContext, change: Change<Settings>): Fragment[] =>
  changeFragments(context, change);

const indexOfBranch = (branch: Branch) =>
  branch.binnedAt === undefined
    ? { GSI2PK: allOf('branch'), GSI2SK: branch.code }
    : { GSI2PK: inBin('branches'), GSI2SK: `${branch.binnedAt}#${branch.id}` };

export const changeBranchTx = (context: ChangeContext, change: Change<Branch>): Fragment[] =>
  changeFragments(context, { ...change, index: indexOfBranch(change.after) });

export const branchTx = (context: ChangeContext, after: Branch, before?: Stored<Branch>): Fragment[] =>
  changeFragments(context, {
    after,
    ...(before === undefined ? {} : { before }),
    index: indexOfBranch(after),
    type: before === undefined ? 'branch.created' : 'branch.edited',
  });
