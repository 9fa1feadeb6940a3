import type { AttributeMap } from '../../aws/attribute-value.ts';
import { type ChangeContext, changed, changeFragments } from '../../aws/change.ts';
import { allOf, recordKey } from '../../aws/keys.ts';
import { readStored, type Stored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { getItem, queryAll, queryPage } from '../../aws/table.ts';
import type { Fragment } from '../../aws/transaction.ts';
import type { EventType, LedgerEvent } from '../../contracts/record.ts';
import { TakeHome } from '../../contracts/take-home.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

const index = (id: string) => ({ GSI2PK: allOf('take-home'), GSI2SK: id });

/** Where a part lies in the bucket `work`, which forgets it after a week. */
export const partKey = (takeHomeId: string, part: number): string => `take-home/${takeHomeId}/${part}.age`;
/** Days a copy can be downloaded; the rule of the bucket says the same. */
export const TAKE_HOME_DAYS = 7;

export const readTakeHome = async (system: Of, id: string): Promise<Stored<TakeHome> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('take-home', id));
  return item === undefined ? undefined : readStored(TakeHome, item);
};

/** A page of take-home copies, newest first. */
export const takeHomePage = async (
  system: Of,
  limit: number,
  from?: AttributeMap,
): Promise<{ copies: TakeHome[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.records, allOf('take-home'), {
    index: 'GSI2',
    newestFirst: true,
    limit,
    ...(from === undefined ? {} : { from }),
  });
  return {
    copies: page.items.map((item) => readStored(TakeHome, item).value),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
};

/**
 * The newest copy that was taken (downloaded whole), for the monthly reminder; undefined when none ever was.
 * A copy that was made and never fetched is no copy out of the house.
 */
export const lastTakenHome = async (system: Of): Promise<TakeHome | undefined> => {
  const all = queryAll(system.dynamo, system.tables.records, allOf('take-home'), { index: 'GSI2', newestFirst: true });
  for await (const item of all) {
    const copy = readStored(TakeHome, item).value;
    if (copy.takenAt !== undefined) return copy;
  }
  return undefined;
};

export const startTakeHomeTx = (context: ChangeContext, copy: TakeHome): Fragment[] =>
  changeFragments(context, {
    after: copy,
    index: index(copy.id),
    type: 'take-home.started',
    params: { backupId: copy.backupId },
  });

/** A copy as it is from now on, with the event that says so. */
export const changeTakeHomeTx = (
  context: ChangeContext,
  before: Stored<TakeHome>,
  content: Partial<TakeHome>,
  type: Extract<EventType, `take-home.${string}`>,
  params: LedgerEvent['params'],
): Fragment[] => {
  const after: TakeHome = { ...before.value, ...content, ...changed(context, before.value) };
  return changeFragments(context, { before, after, index: index(after.id), type, params });
};
