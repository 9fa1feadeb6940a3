import type { AttributeMap } from '../aws/attribute-value.ts';
import { numberOf, textOf } from '../aws/fragments.ts';
import { historyKey, recordKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryPage } from '../aws/table.ts';
import type { Entity } from '../contracts/record.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

export const versionOf = (item: AttributeMap | undefined): number => numberOf(item?.['version']) ?? 0;

/** A record as it is stored now, keys included; undefined when there is none. */
export const readItemNow = (system: Of, entity: Entity, id: string): Promise<AttributeMap | undefined> =>
  getItem(system.dynamo, system.tables.records, recordKey(entity, id));

/** A version that has been replaced, as it was stored; undefined when it was never kept. */
export const readVersion = async (
  system: Of,
  entity: Entity,
  id: string,
  version: number,
): Promise<AttributeMap | undefined> =>
  (await getItem(system.dynamo, system.tables.records, historyKey(entity, id, version)))?.['was']?.M;

/** Versions read at once on the way back: a title may be 300 KB. */
const AT_ONCE = 10;

export type AsItWas =
  | { readonly found: AttributeMap }
  /** It was made later. */
  | { readonly found: undefined; readonly lost: false }
  /** It was there, but what it said is kept no longer. */
  | { readonly found: undefined; readonly lost: true };

/**
 * A record as it was at a moment: the newest version written by then. `now` is the record as it stands.
 * A gap on the way is no guess: what lies behind it is lost here, and may be found in a backup.
 */
export const readAsOf = async (
  system: Of,
  entity: Entity,
  id: string,
  at: string,
  now: AttributeMap | undefined,
): Promise<AsItWas> => {
  if (now !== undefined && (textOf(now['updatedAt']) ?? '') <= at) return { found: now };
  let expected = now === undefined ? undefined : versionOf(now) - 1;
  let from: AttributeMap | undefined;
  do {
    const page: Awaited<ReturnType<typeof queryPage>> = await queryPage(
      system.dynamo,
      system.tables.records,
      historyKey(entity, id, 0).PK,
      {
        newestFirst: true,
        limit: expected === undefined || expected > 1 ? AT_ONCE : 1,
        ...(from === undefined ? {} : { from }),
      },
    );
    for (const item of page.items) {
      const was = item['was']?.M;
      if (was === undefined || (expected !== undefined && versionOf(was) !== expected))
        return { found: undefined, lost: true };
      if ((textOf(was['updatedAt']) ?? '') <= at) return { found: was };
      expected = versionOf(was) - 1;
    }
    from = page.next;
  } while (from !== undefined);
  // Version 1 was written later: before it there was nothing. Anything else is a past that ends too early.
  return { found: undefined, lost: expected !== undefined && expected > 0 };
};
