import type { AttributeMap } from '../aws/attribute-value.ts';
import { readStored } from '../aws/stored.ts';
import { Settings } from '../contracts/library.ts';
import { type Difference, type Goal, type Recoverable, sameContent, wentBack } from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { changeSettingsTx } from './settings-store.ts';

/**
 * What stays as it is now whatever the settings were: a recovery sheet is in somebody's hands or it is not, and going
 * back to a former one would make copies that nobody can open.
 */
const untouched = ['recovery'] as const;

const touched = (item: AttributeMap): AttributeMap =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !untouched.some((kept) => kept === name)));

const difference = (now: AttributeMap | undefined, goal: Goal): Difference | undefined => {
  if (now === undefined) return undefined;
  if (goal.was === undefined) return { change: 'bin', kept: 'no-bin' };
  return sameContent(touched(now), touched(goal.was), goal.fields) ? undefined : { change: 'put-back' };
};

const lines = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const texts = (all: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, lines(value)]])));

/** The settings through time; the recovery sheet stays the one there is. */
export const recoverableSettings = (): Recoverable => ({
  entity: 'settings',
  compare: async (now, goal) => difference(now, goal),
  become: async (context, now, goal) => {
    if (now === undefined || goal.was === undefined) throw new AppError('not-found', { entity: 'settings' });
    const before = readStored(Settings, now);
    const after = {
      ...wentBack(context, before.value, readStored(Settings, goal.was).value, goal),
      recovery: before.value.recovery,
    };
    return changeSettingsTx(context, { before, after, type: 'settings.put-back' });
  },
  fields: async (item) => {
    const { libraryName, language, rules, trainingRequired } = readStored(Settings, item).value;
    const said = rules.map((rule) => JSON.stringify(rule)).join('\n');
    return texts({ libraryName, language, rules: said, trainingRequired: trainingRequired ? 'yes' : 'no' });
  },
  labels: async (items) => items.map(() => ({})),
});
