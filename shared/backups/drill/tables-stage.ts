import { createScratch, dropScratch, tableState } from '../../aws/scratch-tables.ts';
import { scratchTables } from '../../contracts/scratch-tables.ts';
import type { StepResult, Work } from '../../jobs/run-job.ts';
import type { DrillCursor, DrillParts } from './drill-job.ts';

/** DynamoDB makes and removes a table in seconds. */
const POLL_SECONDS = 3;

const names = (parts: DrillParts): string[] => Object.values(scratchTables(parts.prefix));

/** Whether every scratch table is gone; those that are there are asked to go. */
const gone = async (parts: DrillParts): Promise<boolean> => {
  const { dynamo } = parts.system;
  const states = await Promise.all(names(parts).map((name) => tableState(dynamo, name)));
  if (states.every((state) => state === 'absent')) return true;
  for (const [index, name] of names(parts).entries()) if (states[index] !== 'absent') await dropScratch(dynamo, name);
  return false;
};

/** What a rebuild left that was killed for good is in the way, and holds the library's data: it goes first. */
export const clear = async (parts: DrillParts, work: Work, cursor: DrillCursor): Promise<StepResult> => {
  if (!(await gone(parts))) return { next: 'more', afterSeconds: POLL_SECONDS };
  await work.save([], { cursor: { ...cursor, stage: 'create' }, step: 'create' });
  return { next: 'more' };
};

export const create = async (parts: DrillParts, work: Work, cursor: DrillCursor): Promise<StepResult> => {
  const { dynamo } = parts.system;
  const states = await Promise.all(names(parts).map((name) => tableState(dynamo, name)));
  for (const [index, name] of names(parts).entries()) if (states[index] === 'absent') await createScratch(dynamo, name);
  if (!states.every((state) => state === 'ready')) return { next: 'more', afterSeconds: POLL_SECONDS };
  await work.save([], { cursor: { ...cursor, stage: 'write' }, step: 'write' });
  return { next: 'more' };
};

/** Nothing of the library stays in a scratch table, and the result waits until that is so. */
export const removeTables = async (parts: DrillParts, work: Work, cursor: DrillCursor): Promise<StepResult> => {
  if (!(await gone(parts))) return { next: 'more', afterSeconds: POLL_SECONDS };
  await work.save([], { cursor: { ...cursor, stage: 'verdict' }, step: 'verdict' });
  return { next: 'more' };
};

/** For a rebuild that ends in the middle: the tables are asked to go, without waiting for it. */
export const leaveNothing = async (parts: DrillParts): Promise<void> => {
  for (const name of names(parts)) await dropScratch(parts.system.dynamo, name);
};
