import { takenBarcodes } from '../aws/barcodes.ts';
import type { System } from '../aws/system.ts';
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
  const barcodes = records.flatMap(({ copies }) => copies.map(({ barcode }) => barcode).filter((text) => text !== ''));
  const taken = await takenBarcodes(system, [...new Set(barcodes)]);
  const decided: Decided[] = [];
  for (const [index, wanted] of records.entries())
    decided.push(await decide(system, wanted, taken, claimed, index === 0 ? begun : undefined));
  return decided;
};

const decide = async (
  system: Of,
  wanted: Wanted,
  taken: ReadonlySet<string>,
  claimed: Set<string>,
  begun: Begun | undefined,
): Promise<Decided> => {
  const copies: ClearCopy[] = [];
  const problems: OutcomeProblem[] = begun === undefined ? [...wanted.problems] : [];
  if (begun?.isLost === true)
    return { wanted, begun, copies, problems: joined(begun.problems, [{ code: 'title-in-bin' }]) };
  const start = begun?.seen ?? 0;
  for (const [index, copy] of wanted.copies.slice(start).entries()) {
    const { barcode } = copy;
    const [wrong] = copy.problems;
    const code = wrong ?? (taken.has(barcode) || claimed.has(barcode) ? 'barcode-in-use' : undefined);
    if (code !== undefined) {
      problems.push({ code, params: { barcode: barcode.slice(0, 60) } });
      continue;
    }
    claimed.add(barcode);
    copies.push({ copy, hash: await system.keyring.lookupHash('barcode', barcode), seen: start + index + 1 });
  }
  return { wanted, begun, copies, problems: joined(begun?.problems ?? [], problems) };
};
