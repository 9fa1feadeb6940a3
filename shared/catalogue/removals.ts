import { namesOf } from '../audit/ledger-store.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import type { Handlers } from '../aws/call.ts';
import { type BinShelf, inBin, recordKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryPage } from '../aws/table.ts';
import type { Removals } from '../contracts/bin.ts';
import { dayIn, standsOut } from './rules.ts';

const DAY_MS = 86_400_000;
const DAYS = 7;
/** Megabytes read of each shelf for one look at the home page; the newest come first. */
const MOST_PAGES = 5;

interface Removed {
  readonly actorId: string;
  readonly kind: 'titles' | 'items' | 'patrons';
  readonly at: string;
  readonly batchId: string | undefined;
}
const kinds = { title: 'titles', item: 'items', patron: 'patrons' } as const;

const removedOf = (item: AttributeMap): Removed[] => {
  const [actorId, at, entity] = [item['actorId']?.S, item['binnedAt']?.S, item['entity']?.S];
  if (actorId === undefined || at === undefined || actorId === 'system') return [];
  const kind = entity === 'title' || entity === 'item' || entity === 'patron' ? kinds[entity] : undefined;
  return kind === undefined ? [] : [{ actorId, kind, at, batchId: item['batchId']?.S }];
};

/** What went in since and still lies there: what was taken out again needs nobody's look. */
const shelfSince = async (system: System, shelf: BinShelf, since: string) => {
  const removed: Removed[] = [];
  let from: AttributeMap | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: Awaited<ReturnType<typeof queryPage>> = await queryPage(
      system.dynamo,
      system.tables.records,
      inBin(shelf),
      { index: 'GSI2', newestFirst: true, after: since, ...(from === undefined ? {} : { from }) },
    );
    removed.push(...page.items.flatMap(removedOf));
    from = page.next;
    if (from === undefined) return { removed, capped: false };
  }
  return { removed, capped: true };
};

/** Batches in which the whole demo went: nobody needs to be told of those. */
const beginnings = async (system: System, removed: readonly Removed[]): Promise<ReadonlySet<string>> => {
  const ids = [...new Set(removed.flatMap(({ batchId }) => (batchId === undefined ? [] : [batchId])))];
  const table = system.tables.records;
  const items = await getItems(
    system.dynamo,
    ids.map((id) => ({ table, key: recordKey('batch', id) })),
    false,
  );
  return new Set(ids.filter((_, index) => items[index]?.['kind']?.S === 'begin-empty'));
};

const count = (removed: readonly Removed[]) => ({
  titles: removed.filter(({ kind }) => kind === 'titles').length,
  items: removed.filter(({ kind }) => kind === 'items').length,
  patrons: removed.filter(({ kind }) => kind === 'patrons').length,
});

/** What one person removed, with the newest day that stands out. `days`: the days looked at, newest first. */
const personRemovals = (
  actorId: string,
  own: readonly Removed[],
  days: readonly string[],
  zone: string,
): Omit<Removals, 'name'> => {
  const byDay = days.map((day) => own.filter(({ at }) => dayIn(at, zone) === day));
  const counts = byDay.map((removed) => removed.length);
  const at = counts.findIndex((one, index) => standsOut(one, counts.toSpliced(index, 1)));
  const [day, removed] = [days[at], byDay[at]];
  const moments = (removed ?? []).map((one) => Date.parse(one.at));
  return {
    actorId,
    today: count(byDay[0] ?? []),
    week: count(own),
    ...(day === undefined || removed === undefined
      ? {}
      : {
          standout: {
            ...count(removed),
            day,
            today: at === 0,
            from: new Date(Math.min(...moments) - 1).toISOString(),
            to: new Date(Math.max(...moments) + 1).toISOString(),
          },
        }),
  };
};

/** How much each person put in the bin today and in the last seven days; whoever stands out comes first. */
export const removalsHandler = (system: System): Handlers<'catalogue'>['bin.removals'] => {
  return async (call) => {
    const zone = (await system.library()).branches[0]?.zone ?? 'UTC';
    const days = Array.from({ length: DAYS }, (_, back) =>
      dayIn(new Date(call.now.getTime() - back * DAY_MS).toISOString(), zone),
    );
    const since = new Date(call.now.getTime() - DAYS * DAY_MS).toISOString();
    const shelves = await Promise.all([shelfSince(system, 'catalogue', since), shelfSince(system, 'patrons', since)]);
    const all = shelves.flatMap(({ removed }) => removed);
    const begun = await beginnings(system, all);
    const removed = all.filter(({ batchId }) => batchId === undefined || !begun.has(batchId));
    const actors = [...new Set(removed.map(({ actorId }) => actorId))];
    const names = await namesOf(system, actors);
    const people = actors.map((actorId) => {
      const name = names.get(actorId);
      const own = removed.filter((one) => one.actorId === actorId);
      return { ...personRemovals(actorId, own, days, zone), ...(name === undefined ? {} : { name }) };
    });
    people.sort((a, b) => Number(b.standout !== undefined) - Number(a.standout !== undefined));
    return { people, capped: shelves.some(({ capped }) => capped) };
  };
};
