import { namesOf } from '../../audit/ledger-store.ts';
import { readAsOf, readItemNow, versionOf } from '../../audit/past-store.ts';
import type { AttributeMap } from '../../aws/attribute-value.ts';
import { textOf } from '../../aws/fragments.ts';
import type { System } from '../../aws/system.ts';
import type { RecordMoment, RecordThenAndNow, RecoverableEntity } from '../../contracts/recovery.ts';
import type { Recoverable } from '../../jobs/recoverable.ts';
import { AppError } from '../../kernel/app-error.ts';

const momentOf = (item: AttributeMap, names: ReadonlyMap<string, string>): RecordMoment => {
  const actorId = textOf(item['actorId']) ?? '';
  const name = names.get(actorId);
  const reason = textOf(item['reason']);
  return {
    version: versionOf(item),
    at: textOf(item['updatedAt']) ?? '',
    actorId,
    inBin: item['binnedAt'] !== undefined || item['leftAt'] !== undefined,
    ...(name === undefined ? {} : { actorName: name }),
    ...(reason === undefined ? {} : { reason }),
  };
};

/** A record as it was at a moment beside what it is now, field by field. Throws `not-found` where it was never there. */
export const thenAndNow = async (
  system: System,
  recoverable: Recoverable,
  entity: RecoverableEntity,
  recordId: string,
  at: string,
): Promise<RecordThenAndNow> => {
  const now = await readItemNow(system, entity, recordId);
  const past = await readAsOf(system, entity, recordId, at, now);
  const was = past.found;
  if (now === undefined && was === undefined) throw new AppError('not-found', { entity });
  const shown = [was, now].filter((item) => item !== undefined);
  const [names, ...texts] = await Promise.all([
    namesOf(
      system,
      shown.map((item) => textOf(item['actorId']) ?? ''),
    ),
    was === undefined ? undefined : recoverable.fields(was),
    now === undefined ? undefined : recoverable.fields(now),
  ]);
  const [before, after] = texts;
  const fields = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].map((name) => {
    const [had, has] = [before?.get(name), after?.get(name)];
    return { name, ...(had === undefined ? {} : { was: had }), ...(has === undefined ? {} : { now: has }) };
  });
  return {
    entity,
    recordId,
    fields,
    ...(was === undefined ? {} : { was: momentOf(was, names) }),
    ...(now === undefined ? {} : { now: momentOf(now, names) }),
  };
};
