import * as z from 'zod';
import type { LedgerEvent } from '../../contracts/record.ts';
import { RecoverableEntity, type RecoveryScope } from '../../contracts/recovery.ts';

/** A record the scope may be about. `before`: the first version to be undone, where that decides instead of a moment. */
export const Candidate = z.strictObject({
  entity: RecoverableEntity,
  id: z.string(),
  before: z.int().min(1).optional(),
  /** The newest version to be undone, and whether all between are: anything else is somebody's later change. */
  last: z.int().min(1).optional(),
  unbroken: z.boolean().optional(),
});
export type Candidate = z.infer<typeof Candidate>;

/** People last: whoever restores keeps the access they began with until everything else is done. */
const order = [
  'title',
  'item',
  'patron',
  'branch',
  'settings',
  'staff',
] as const satisfies readonly RecoverableEntity[];

const inOrder = (candidates: Iterable<Candidate>): Candidate[] => {
  const rank = new Map<string, number>(order.map((entity, index) => [entity, index]));
  return [...candidates].sort(
    (a, b) => (rank.get(a.entity) ?? 0) - (rank.get(b.entity) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
};

/** The records that changes were made to, each once, in the order they will be restored in. */
export const candidatesOf = async (
  events: AsyncIterable<LedgerEvent>,
  byVersion: boolean,
): Promise<readonly Candidate[]> => {
  const found = new Map<string, { entity: RecoverableEntity; id: string; versions: Set<number> }>();
  for await (const event of events) {
    const entity = RecoverableEntity.safeParse(event.entity);
    if (!entity.success) continue;
    const key = `${event.entity}#${event.recordId}`;
    const held = found.get(key) ?? { entity: entity.data, id: event.recordId, versions: new Set<number>() };
    if (byVersion) held.versions.add(event.version);
    found.set(key, held);
  }
  return inOrder(
    [...found.values()].map(({ entity, id, versions }) => {
      if (!byVersion) return { entity, id };
      const [before, last] = [Math.min(...versions), Math.max(...versions)];
      return { entity, id, before, last, unbroken: last - before + 1 === versions.size };
    }),
  );
};

/** The records a scope names. */
export const namedCandidates = (
  records: Extract<RecoveryScope, { kind: 'records' }>['records'],
): readonly Candidate[] =>
  inOrder(new Map(records.map(({ entity, id }) => [`${entity}#${id}`, { entity, id }])).values());
