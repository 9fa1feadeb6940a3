import type { AttributeMap } from '../../aws/attribute-value.ts';
import { canonicalItem } from '../../aws/canonical.ts';
import { historyKey } from '../../aws/keys.ts';
import { Entity } from '../../contracts/record.ts';
import type { BackupTable } from '../manifest.ts';
import type { ReadRow } from '../reader.ts';
import { newBalance } from './tear-balance.ts';
import { type Beside, besideOf, type Holder, type Secrets } from './tear-beside.ts';
import type { Counters } from './tear-counters.ts';
import { collectFacts, type Line, type TearFacts } from './tear-facts.ts';
import { type Decisions, decideLines, imageAt } from './tear-lines.ts';
import { besideOthers } from './tear-others.ts';
import { finishPurges } from './tear-purges.ts';
import { type Newness, newnessSince, placeOf, rowKey } from './tear-rows.ts';

/**
 * A transaction reaches an export in parts when it was made just before the export's moment; what changed earlier than
 * this before it has long been whole.
 */
export const TEAR_MS = 5 * 60_000;

export interface TearReport {
  /** Records put back to the version before, or taken out because they were not there yet. */
  readonly records: readonly string[];
  /** Torn changes that stay, because the version before is lost. */
  readonly kept: readonly string[];
  /** Rows beside records (counters, gates, claims) that were made to agree. */
  readonly beside: number;
  /** Records whose claims could not be made again without the keys. */
  readonly unrepaired: readonly string[];
}

export interface TearRepair {
  readonly report: TearReport;
  /** The rows as they are to be written: torn ones left out or put right; what is new stands in `added`. */
  readonly mend: (rows: readonly ReadRow[]) => readonly ReadRow[];
  readonly added: readonly { readonly table: BackupTable; readonly item: AttributeMap }[];
}

/** Reads every row of a backup once, from its beginning. */
export type ReadRows = () => AsyncIterable<readonly ReadRow[]>;

export interface TearOptions {
  readonly exportTime: Date;
  /** Whether `read` yields the keys of persons, too. */
  readonly keys: boolean;
  readonly secrets?: Secrets | undefined;
  readonly beat?: (rows: number) => Promise<void>;
}

const recentRecords = async (read: ReadRows, newness: Newness, beat: TearOptions['beat']): Promise<Set<string>> => {
  const recent = new Set<string>();
  const balance = newBalance();
  for await (const rows of read()) {
    for (const { file, item } of rows) {
      if (file.table === 'records') balance.add(item);
      const place = placeOf(file.table, item);
      if (place !== undefined && (newness.at(place.at) || newness.born(place.subject))) recent.add(place.subject);
    }
    await beat?.(rows.length);
  }
  // A torn change that left its mark only where no time is written.
  for (const subject of balance.unequal()) recent.add(subject);
  return recent;
};

/** Rows of a line by their key, and what is to become of them. */
interface Edits {
  readonly drop: Set<string>;
  readonly put: Map<string, { readonly table: BackupTable; readonly item: AttributeMap }>;
}

const historyRowKey = (line: Line, version: number): string => {
  const [entity = '', id = ''] = line.key.split(':');
  const { PK, SK } = historyKey(Entity.parse(entity), id, version);
  return `records\n${PK}\n${SK}`;
};

const editLine = (line: Line, target: number, edits: Edits): void => {
  for (const [version, event] of line.events) if (version > target) edits.drop.add(event.row);
  for (const version of line.past.keys()) if (version >= target) edits.drop.add(historyRowKey(line, version));
  if (line.record === undefined || line.record.version === target) return;
  edits.drop.add(rowKey('records', line.record.item));
  const image = target === 0 ? undefined : imageAt(line, target);
  if (image !== undefined) edits.put.set(rowKey('records', image.item), { table: 'records', item: image.item });
};

/** The rows beside a record: exactly those that must be. Returns how many had to be put right. */
const editBeside = (line: Line, wanted: readonly AttributeMap[], edits: Edits): number => {
  const standing = new Map(line.beside.map((item) => [rowKey('records', item), canonicalItem(item)]));
  let changed = 0;
  for (const item of wanted) {
    const key = rowKey('records', item);
    const before = standing.get(key);
    standing.delete(key);
    if (before === canonicalItem(item)) continue;
    edits.drop.add(key);
    edits.put.set(key, { table: 'records', item });
    changed += 1;
  }
  for (const key of standing.keys()) edits.drop.add(key);
  return changed + standing.size;
};

const finalImages = (facts: TearFacts, decisions: Decisions): Map<string, AttributeMap> => {
  const images = new Map<string, AttributeMap>();
  for (const line of facts.lines.values()) {
    const decision = decisions.get(line.key);
    const image = decision === undefined ? line.record : imageAt(line, decision.target);
    if (image !== undefined) images.set(line.key, image.item);
  }
  return images;
};

/** The records as they are to be, with what each adds to the counters. */
interface Settled {
  readonly images: ReadonlyMap<string, AttributeMap>;
  readonly decisions: Decisions;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly beside: ReadonlyMap<string, Beside>;
  readonly unrepaired: readonly string[];
}

const holdersOf = async (counters: Counters, secrets: Secrets | undefined) => {
  const holders = new Map<string, Holder>();
  const unknown: string[] = [];
  for (const [itemId, loanId] of counters.openLoans) {
    const held = counters.holders.get(itemId);
    const ref = counters.refOf(loanId);
    const said = held?.loanId === loanId ? held.patronId : undefined;
    const patronId =
      said ?? (ref === undefined ? undefined : (counters.patronOf(ref) ?? (await secrets?.patronOf(ref))));
    if (patronId === undefined) unknown.push(`loan:${loanId}`);
    else holders.set(itemId, { loanId, patronId });
  }
  return { holders, unknown };
};

/** A change that lacks something only the keys tell goes back too, where it can. */
const forceBack = (facts: TearFacts, decisions: Decisions, newness: Newness, key: string): number | undefined => {
  const line = facts.lines.get(key);
  const decision = decisions.get(key);
  if (line === undefined || decision === undefined || decision.pinned || decision.target === 0) return undefined;
  const { target } = decision;
  const image = imageAt(line, target);
  const canGo = image !== undefined && newness.at(image.at);
  return canGo && (target === 1 || imageAt(line, target - 1) !== undefined) ? target : undefined;
};

/** What stays although no event of its version came with it. */
const unknownOf = (facts: TearFacts, decisions: Decisions): string[] =>
  [...decisions].flatMap(([key, { target, pinned }]) => {
    const line = facts.lines.get(key);
    return pinned && line !== undefined && !line.events.has(target) ? [key] : [];
  });

const settle = async (facts: TearFacts, newness: Newness, options: TearOptions): Promise<Settled> => {
  const forced = new Map<string, number>();
  const { counters, lines } = facts;
  const { secrets } = options;
  for (;;) {
    const decisions = decideLines({ lines, newness, forced });
    const images = finalImages(facts, decisions);
    for (const image of images.values()) counters.record(image, 1);
    const { holders, unknown } = await holdersOf(counters, secrets);
    for (const { patronId } of holders.values()) counters.lend(patronId, 1);
    const beside = new Map<string, Beside>();
    const lacking = [...unknown];
    for (const [key, image] of images) {
      const wanted = await besideOf(key, image, lines.get(key)?.beside ?? [], { counters, holders, secrets });
      beside.set(key, wanted);
      if (wanted.lacks !== undefined) lacking.push(key);
    }
    const back = lacking.flatMap((key) => {
      const version = forceBack(facts, decisions, newness, key);
      return version === undefined ? [] : [[key, version] as const];
    });
    if (back.length === 0)
      return { images, decisions, holders, beside, unrepaired: [...lacking, ...unknownOf(facts, decisions)] };
    for (const [key, version] of back) forced.set(key, version);
    for (const { patronId } of holders.values()) counters.lend(patronId, -1);
    for (const image of images.values()) counters.record(image, -1);
  }
};

const name = (key: string): string => key.replace(':', ' ');

/**
 * Finds transactions that an export caught half-made, from the ledger's events in the same backup, and says how to write
 * the backup without them: a torn change is dropped whole, its records taken from their past, its events left out, and
 * counters, gates and claims made to agree. Reads everything twice. Damage that is no tear is left as it is.
 */
export const findTears = async (read: ReadRows, options: TearOptions): Promise<TearRepair> => {
  const newness = newnessSince(new Date(options.exportTime.getTime() - TEAR_MS));
  const recent = await recentRecords(read, newness, options.beat);
  const facts = collectFacts(recent, options.keys);
  for await (const rows of read()) {
    for (const { file, item } of rows) facts.take(file.table, item);
    await options.beat?.(rows.length);
  }
  const edits: Edits = { drop: new Set(), put: new Map() };
  const records = finishPurges(facts, edits.drop).map(name);
  const settled = await settle(facts, newness, options);
  const kept: string[] = [];
  let beside = 0;
  for (const line of facts.lines.values()) {
    const decision = settled.decisions.get(line.key);
    if (decision === undefined) continue;
    const wanted = settled.beside.get(line.key);
    const tops = [line.record?.version ?? 0, ...line.events.keys()];
    if (tops.some((version) => version !== decision.target && version > decision.target)) records.push(name(line.key));
    if (decision.pinned) kept.push(name(line.key));
    editLine(line, decision.target, edits);
    beside += editBeside(line, wanted?.rows ?? [], edits);
  }
  const mendOther = besideOthers(facts, settled.holders);
  const mendRow = (row: ReadRow): ReadRow[] => {
    if (edits.drop.has(rowKey(row.file.table, row.item))) return [];
    if (row.file.table !== 'records') return [row];
    const item = mendOther(row.item);
    return [item === row.item ? row : { ...row, item }];
  };
  return {
    report: { records, kept, beside, unrepaired: settled.unrepaired.map(name) },
    mend: (rows) => rows.flatMap(mendRow),
    added: [...edits.put.values()],
  };
};
