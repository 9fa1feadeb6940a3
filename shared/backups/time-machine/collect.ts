import { changesOfBatch, eventsBetween, eventsOfPersonBetween } from '../../audit/ledger-store.ts';
import type { System } from '../../aws/system.ts';
import type { RecoveryScope } from '../../contracts/recovery.ts';
import { batchesSince } from '../../jobs/batch-store.ts';
import { type Candidate, candidatesOf, namedCandidates } from './candidate.ts';

/** The records a scope is about, found by lists alone: nothing is scanned. */
export const collect = async (system: System, scope: RecoveryScope): Promise<readonly Candidate[]> => {
  const now = system.clock().toISOString();
  switch (scope.kind) {
    case 'records':
      return namedCandidates(scope.records);
    case 'fields':
      return [{ entity: scope.entity, id: scope.id }];
    case 'batch':
      return candidatesOf(changesOfBatch(system, scope.batchId), true);
    case 'person':
      return candidatesOf(eventsOfPersonBetween(system, scope.actorId, scope.from, scope.to), true);
    case 'everything': {
      const batches = await batchesSince(system, scope.at);
      const ids = batches.map(({ id }) => id);
      return candidatesOf(eventsBetween(system, scope.at, now, ids), false);
    }
  }
};

/** The moment a scope goes back to, for the sentence; of a batch or a person, where it begins. */
export const momentOf = (scope: RecoveryScope, batchAt?: string): string => {
  if (scope.kind === 'batch') return batchAt ?? '';
  return scope.kind === 'person' ? scope.from : scope.at;
};
