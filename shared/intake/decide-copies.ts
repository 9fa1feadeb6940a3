import { barcodeKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItems } from '../aws/table.ts';
import type { Copy } from '../catalogue/marc/copies.ts';
import type { Begun } from './import-cursor.ts';
import { type OutcomeProblem, shortened, type Wanted } from './wanted.ts';

/** A copy that will be made: its barcode is nobody's. */
export interface ClearCopy {
  readonly copy: Copy;
  readonly hash: string;
  /** Copies of the record up to and including this one. */
  readonly seen: number;
}

/** A record with what can be made of it. */
export interface Decided {
  readonly wanted: Wanted;
  readonly begun: Begun | undefined;
  readonly copies: readonly ClearCopy[];
  readonly problems: readonly OutcomeProblem[];
}

type Of = Pick<System, 'dynamo' | 'tables' | 'keyring'>;

const problemText = ({ code, params }: OutcomeProblem): string => JSON.stringify([code, params]);

/** Problems found before the import was interrupted, and those found now, each once. */
const joined = (before: readonly OutcomeProblem[], now: readonly OutcomeProblem[]): OutcomeProblem[] => {
  const known = new Set(before.map(problemText));
  return shortened([...before, ...now.filter((problem) => !known.has(problemText(problem)))]);
};

/**
 * Decides for a few records which copies can be made. A copy without a usable barcode, or with one that is taken in
 * the library or earlier in the file, is left out and said so; its title comes in all the same.
 * `claimed` holds the barcodes given out so far, and is added to: what is not committed yet cannot be read.
 */
export const decideCopies = async (
  system: Of,
  records: readonly Wanted[],
  claimed: Set<string>,
  begun: Begun | undefined,
): Promise<Decided[]> => {
  const hashes = await hashesOf(system, records);
  const taken = await takenOf(system, hashes);
  const decided: Decided[] = [];
  for (const [index, wanted] of records.entries())
    decided.push(decide(wanted, hashes, taken, claimed, index === 0 ? begun : undefined));
  return decided;
};

const hashesOf = async (system: Of, records: readonly Wanted[]): Promise<ReadonlyMap<string, string>> => {
  const hashes = new Map<string, string>();
  for (const { copies } of records)
    for (const { barcode } of copies)
      if (!hashes.has(barcode)) hashes.set(barcode, await system.keyring.lookupHash('barcode', barcode));
  return hashes;
};

/** Those that are on something in the library, card or copy. */
const takenOf = async (system: Of, hashes: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> => {
  const barcodes = [...hashes.keys()];
  const keys = [...hashes.values()].map((hash) => ({ table: system.tables.records, key: barcodeKey(hash) }));
  const found = await getItems(system.dynamo, keys);
  return new Set(barcodes.filter((_, index) => found[index] !== undefined));
};

const decide = (
  wanted: Wanted,
  hashes: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
  claimed: Set<string>,
  begun: Begun | undefined,
): Decided => {
  const copies: ClearCopy[] = [];
  const problems: OutcomeProblem[] = begun === undefined ? [...wanted.problems] : [];
  if (begun?.isLost === true)
    return { wanted, begun, copies, problems: joined(begun.problems, [{ code: 'title-in-bin' }]) };
  const start = begun?.seen ?? 0;
  for (const [index, copy] of wanted.copies.slice(start).entries()) {
    const { barcode } = copy;
    const [wrong] = copy.problems;
    const hash = hashes.get(barcode);
    const code = wrong ?? (taken.has(barcode) || claimed.has(barcode) ? 'barcode-in-use' : undefined);
    if (code !== undefined || hash === undefined) {
      problems.push({ code: code ?? 'no-barcode', params: { barcode: barcode.slice(0, 60) } });
      continue;
    }
    claimed.add(barcode);
    copies.push({ copy, hash, seen: start + index + 1 });
  }
  return { wanted, begun, copies, problems: joined(begun?.problems ?? [], problems) };
};
