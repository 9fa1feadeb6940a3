import type { Call } from '../../../shared/aws/call.ts';
import type { ChangeContext } from '../../../shared/aws/change.ts';
import type { System } from '../../../shared/aws/system.ts';

/** Changes made by the first manager, as part of a batch if one is named. */
export const seedContext = (
  system: System,
  actorId: string,
  batchId?: string,
  now = system.clock(),
): ChangeContext => ({
  now,
  changeId: system.newId(),
  newId: system.newId,
  tables: system.tables,
  device: 'seed',
  actor: { id: actorId, kind: 'staff' },
  ...(batchId === undefined ? {} : { batchId }),
});

/** A call as the desk would make it, at a moment in the past. */
export const pastCall = (system: System, actorId: string, batchId: string, now: Date): Call => ({
  context: seedContext(system, actorId, batchId, now),
  site: 'console',
  now,
  actor: undefined,
  personId: actorId,
  ifMatch: 0,
  requestHash: '',
  userAgent: '',
  sessionHash: undefined,
  idleUntil: undefined,
  cookies: {},
  setCookie: () => undefined,
  commit: async (fragments, answer) => {
    await system.commit(fragments, system.newId());
    return answer;
  },
});
