import { newestVersion } from '../audit/ledger-store.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { type ChangeContext, changeFragments } from '../aws/change.ts';
import { textOf } from '../aws/fragments.ts';
import { gateKey } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Title } from '../contracts/titles.ts';
import {
  binDifference,
  type Goal,
  isBinned,
  madeAnew,
  type Recoverable,
  sameContent,
  wentBack,
} from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { recordOf, titleContent } from './bibliographic.ts';
import { closeTitleTx, newTitleGateTx, openTitleTx, readTitleGate } from './gates.ts';
import { fieldTexts, takeFields } from './marc/take-fields.ts';
import { indexOfTitle } from './title-store.ts';

const titleOf = (item: AttributeMap): Title => readStored(Title, item).value;

/** The title as it was, or as it is with some of its fields as they were. */
const contentThen = (now: Title, was: Title, fields: Goal['fields']): Title =>
  fields === undefined ? was : { ...now, ...titleContent(takeFields(recordOf(now), recordOf(was), fields)) };

const sameAs = (now: AttributeMap, was: AttributeMap, fields: Goal['fields']): boolean => {
  if (fields === undefined) return sameContent(now, was);
  const [here, there] = [fieldTexts(recordOf(titleOf(now))), fieldTexts(recordOf(titleOf(was)))];
  return fields.every((name) => here.get(name) === there.get(name));
};

/** Purged, and back from a copy: with a gate that counts nothing yet, because its copies come after it. */
const anew = async (
  system: System,
  context: ChangeContext,
  was: Title | undefined,
  reason: string | undefined,
): Promise<Fragment[]> => {
  if (was === undefined) throw new AppError('not-found', { entity: 'title' });
  const after = madeAnew(context, was, await newestVersion(system, 'title', was.id), reason);
  return [
    ...changeFragments(context, {
      after,
      index: indexOfTitle(after),
      type: 'title.restored',
      params: { toVersion: was.version },
    }),
    newTitleGateTx(context.tables.records, after.id, 0),
  ];
};

/** Titles through time. A title that has a copy on loan is never put in the bin. */
export const recoverableTitle = (system: System): Recoverable => ({
  entity: 'title',
  compare: async (now, goal) => {
    const found = binDifference(now, goal, (was) => now !== undefined && sameAs(now, was, goal.fields));
    if (found?.change !== 'bin') return found;
    const key = gateKey('title', textOf(now?.['id']) ?? '');
    const gate = readTitleGate(await getItem(system.dynamo, system.tables.records, key));
    return (gate?.loans ?? 0) > 0 ? { ...found, kept: 'on-loan' } : found;
  },
  become: async (context, now, goal) => {
    const { records } = context.tables;
    const was = goal.was === undefined ? undefined : titleOf(goal.was);
    if (now === undefined) return anew(system, context, was, goal.reason);
    const before = readStored(Title, now);
    const then = was === undefined ? undefined : contentThen(before.value, was, goal.fields);
    const after: Title = wentBack(context, before.value, then, { ...goal, fields: undefined });
    const [here, there] = [isBinned(now), after.binnedAt !== undefined];
    const type = here === there ? 'title.put-back' : there ? 'title.binned' : 'title.restored';
    return [
      ...changeFragments(context, {
        before,
        after,
        index: indexOfTitle(after),
        type,
        params: was === undefined ? {} : { toVersion: was.version },
      }),
      ...(here === there ? [] : [there ? closeTitleTx(records, after.id) : openTitleTx(records, after.id)]),
    ];
  },
  fields: async (item) => fieldTexts(recordOf(titleOf(item))),
  labels: async (items) => items.map((item) => ({ title: titleOf(item).brief.title })),
});
