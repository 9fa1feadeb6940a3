import * as z from 'zod';
import { BECH32_LETTERS, isWhole, wrongPlaces } from './bech32.ts';

/**
 * An `age` identity on paper. It is printed in fifteen groups, the last of two letters, after a heading that is always
 * the same; typed in without spaces behind that heading, it is what the `age` command takes.
 */
export const IDENTITY_HEADING = 'AGE-SECRET-KEY-1';
const IDENTITY_PREFIX = 'age-secret-key-';
const LETTERS = 58;
const GROUP = 4;
/** Groups on the sheet. */
export const GROUPS = Math.ceil(LETTERS / GROUP);

const letters = `[${BECH32_LETTERS}]{${LETTERS}}`;
const IdentityText = new RegExp(`^${IDENTITY_HEADING}(${letters})$`);

/** The public half of a recovery sheet: whoever has it can seal to the sheet, and open nothing. X25519 only. */
export const RecoveryRecipient = z
  .string()
  .regex(new RegExp(`^age1${letters.toLowerCase()}$`), 'not a recipient')
  .refine((text) => isWhole('age', text.slice('age1'.length)), 'not a recipient');

/** The groups of an identity in their order. Throws for anything that is no identity. */
export const groupsOf = (identity: string): string[] => {
  const data = IdentityText.exec(identity)?.[1];
  if (data === undefined) throw new Error('not an age identity');
  return Array.from({ length: GROUPS }, (_, at) => data.slice(at * GROUP, (at + 1) * GROUP));
};

/** What is wrong with a sheet as it was typed; `group` and `groups` count from 1, as on the paper. */
export type SheetProblem =
  | { readonly code: 'sheet.letter'; readonly params: { readonly group: number; readonly letter: string } }
  | { readonly code: 'sheet.group-length'; readonly params: { readonly group: number; readonly letters: number } }
  | { readonly code: 'sheet.length'; readonly params: { readonly letters: number; readonly wanted: number } }
  | { readonly code: 'sheet.groups-wrong'; readonly params: { readonly groups: string } }
  | { readonly code: 'sheet.wrong'; readonly params: Readonly<Record<string, never>> };

export type TypedSheet =
  | { readonly identity: string; readonly problem?: undefined }
  | { readonly identity?: undefined; readonly problem: SheetProblem };

const refuse = (problem: SheetProblem): TypedSheet => ({ problem });
const groupAt = (place: number): number => Math.floor(place / GROUP) + 1;

/**
 * Reads an identity as a person types it from the sheet: any case, spaces, dashes and line ends, with the heading or
 * without. A mistake is named by its group: a letter that is none, a group too short or too long, and by the checksum
 * one or two mistyped letters anywhere.
 */
export const readTypedSheet = (typed: string): TypedSheet => {
  const text = typed.toUpperCase().trim();
  const headless = text.replace(/^AGE[\s-]*SECRET[\s-]*KEY[\s-]*1/, '');
  const words = headless.split(/[\s-]+/).filter((word) => word !== '');
  const data = words.join('');
  const odd = [...data].findIndex((letter) => !BECH32_LETTERS.includes(letter));
  if (odd >= 0) return refuse({ code: 'sheet.letter', params: { group: oddGroup(words), letter: data[odd] ?? '' } });
  if (data.length !== LETTERS) {
    const uneven = words.findIndex((word, at) => word.length !== (at === GROUPS - 1 ? LETTERS % GROUP : GROUP));
    if (words.length > 1 && uneven >= 0 && uneven < GROUPS)
      return refuse({
        code: 'sheet.group-length',
        params: { group: uneven + 1, letters: words[uneven]?.length ?? 0 },
      });
    return refuse({ code: 'sheet.length', params: { letters: data.length, wanted: LETTERS } });
  }
  const wrong = wrongPlaces(IDENTITY_PREFIX, data);
  if (wrong === undefined) return refuse({ code: 'sheet.wrong', params: {} });
  if (wrong.length > 0)
    return refuse({
      code: 'sheet.groups-wrong',
      params: { groups: [...new Set(wrong.map(groupAt))].join(', ') },
    });
  return { identity: `${IDENTITY_HEADING}${data}` };
};

/** The group with the first letter that is none: by the words where somebody typed groups, else by counting. */
const oddGroup = (words: readonly string[]): number => {
  const isOdd = (letter: string) => !BECH32_LETTERS.includes(letter);
  if (words.length > 1) return words.findIndex((word) => [...word].some(isOdd)) + 1;
  return groupAt([...(words[0] ?? '')].findIndex(isOdd));
};

/** Which groups to ask for, so that nobody goes on with a sheet that was not printed: `count` of them, in order. */
export const askedGroups = (count: number, random: () => number): number[] => {
  const left = Array.from({ length: GROUPS }, (_, at) => at + 1);
  const asked: number[] = [];
  while (asked.length < Math.min(count, GROUPS))
    asked.push(...left.splice(Math.min(left.length - 1, Math.floor(random() * left.length)), 1));
  return asked.toSorted((a, b) => a - b);
};

/** Of groups typed back from the paper, by their number, those that are not what the sheet says. */
export const wrongGroups = (identity: string, typed: ReadonlyMap<number, string>): number[] => {
  const groups = groupsOf(identity);
  return [...typed]
    .filter(([number, text]) => text.toUpperCase().replace(/[\s-]+/g, '') !== groups[number - 1])
    .map(([number]) => number);
};
