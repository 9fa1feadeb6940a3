import type { Call } from '../../shared/aws/call.ts';
import type { System } from '../../shared/aws/system.ts';

/** A request as the HTTP chain hands it to an operation, made by a member of staff who may do it. */
export const callAs = (system: System, personId: string, ifMatch = 0): Call => {
  const now = system.clock();
  const context = {
    now,
    actor: { id: personId, kind: 'staff' as const },
    device: 'test',
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
  };
  return {
    context,
    site: 'console',
    now,
    actor: undefined,
    personId,
    ifMatch,
    requestHash: '',
    commit: async (fragments, answer) => {
      await system.commit(fragments, context.changeId);
      return answer;
    },
    userAgent: 'test',
    sessionHash: undefined,
    idleUntil: undefined,
    cookies: {},
    setCookie: () => undefined,
  };
};
