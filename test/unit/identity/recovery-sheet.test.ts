import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BECH32_LETTERS } from '../../../shared/contracts/bech32.ts';
import {
  askedGroups,
  GROUPS,
  groupsOf,
  IDENTITY_HEADING,
  RecoveryRecipient,
  readTypedSheet,
  wrongGroups,
} from '../../../shared/contracts/recovery-sheet.ts';
import { makeIdentity } from '../../../web/shared/identity/make-identity.ts';

let identity = '';
let groups: string[] = [];
beforeAll(async () => {
  identity = await generateX25519Identity();
  groups = groupsOf(identity);
});

const place = fc.integer({ min: 0, max: 57 });
const shift = fc.integer({ min: 1, max: 31 });
const mistyped = (at: number, by: number, data: string): string => {
  const now = BECH32_LETTERS.indexOf(data[at] ?? '');
  return data.slice(0, at) + (BECH32_LETTERS[(now + by) % 32] ?? '') + data.slice(at + 1);
};
const data = () => groups.join('');

describe('a recovery sheet typed in again', () => {
  it('is read with the heading or without, in any case, with spaces, dashes and line ends', () => {
    const lines = groups.join('\n').toLowerCase();
    for (const typed of [identity, lines, groups.join(' '), groups.join('-'), `${IDENTITY_HEADING}\n ${lines}`])
      expect(readTypedSheet(typed).identity).toBe(identity);
  });

  it('names the group of any one mistyped letter', () => {
    fc.assert(
      fc.property(place, shift, (at, by) => {
        const { problem } = readTypedSheet(mistyped(at, by, data()));
        expect(problem).toEqual({ code: 'sheet.groups-wrong', params: { groups: String(Math.floor(at / 4) + 1) } });
      }),
    );
  });

  it('names the groups of any two mistyped letters', () => {
    fc.assert(
      fc.property(place, shift, place, shift, (first, by, second, by2) => {
        fc.pre(first !== second);
        const { problem } = readTypedSheet(mistyped(second, by2, mistyped(first, by, data())));
        const named = [first, second].toSorted((a, b) => a - b).map((at) => Math.floor(at / 4) + 1);
        expect(problem).toEqual({ code: 'sheet.groups-wrong', params: { groups: [...new Set(named)].join(', ') } });
      }),
      { numRuns: 200 },
    );
  });

  it('never takes three mistyped letters for a whole sheet', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 3, maxLength: 3 }), shift, (places, by) => {
        const typed = places.reduce((text, at) => mistyped(at, by, text), data());
        expect(readTypedSheet(typed).identity).toBeUndefined();
      }),
    );
  });

  it('names the group of a letter no sheet has', () => {
    const typed = groups.map((group, at) => (at === 6 ? `O${group.slice(1)}` : group)).join(' ');
    expect(readTypedSheet(typed).problem).toEqual({ code: 'sheet.letter', params: { group: 7, letter: 'O' } });
    expect(readTypedSheet(typed.replaceAll(' ', '')).problem?.params).toEqual({ group: 7, letter: 'O' });
  });

  it('names the group in which a letter is missing, or one too many', () => {
    const short = groups.map((group, at) => (at === 2 ? group.slice(1) : group)).join(' ');
    expect(readTypedSheet(short).problem).toEqual({ code: 'sheet.group-length', params: { group: 3, letters: 3 } });
    const long = groups.map((group, at) => (at === 14 ? `${group}Q` : group)).join(' ');
    expect(readTypedSheet(long).problem).toEqual({ code: 'sheet.group-length', params: { group: 15, letters: 3 } });
    expect(readTypedSheet(data().slice(1)).problem?.code).toBe('sheet.length');
    expect(readTypedSheet('').problem?.code).toBe('sheet.length');
  });
});

describe('the check that a sheet was printed', () => {
  it('asks for different groups in the order of the sheet, whatever chance says', () => {
    for (const random of [() => 0, () => 0.999999, Math.random]) {
      const asked = askedGroups(3, random);
      expect(new Set(asked).size).toBe(3);
      expect(asked).toEqual(asked.toSorted((a, b) => a - b));
      expect(asked.every((number) => number >= 1 && number <= GROUPS)).toBe(true);
    }
  });

  it('says which of the groups typed back are not on the sheet', () => {
    const typed = new Map([
      [1, (groups[0] ?? '').toLowerCase()],
      [9, 'QQQQ'],
      [15, ` ${groups[14]} `],
    ]);
    expect(wrongGroups(identity, typed)).toEqual(groups[8] === 'QQQQ' ? [] : [9]);
  });
});

describe('a recipient', () => {
  it('is taken as age writes it, and refused with one letter changed or of another kind', async () => {
    const recipient = await identityToRecipient(identity);
    expect(RecoveryRecipient.parse(recipient)).toBe(recipient);
    const last = recipient.endsWith('q') ? 'p' : 'q';
    expect(RecoveryRecipient.safeParse(recipient.slice(0, -1) + last).success).toBe(false);
    expect(RecoveryRecipient.safeParse(identity).success).toBe(false);
    expect(RecoveryRecipient.safeParse(recipient.toUpperCase()).success).toBe(false);
  });

  it('is made together with its identity, new each time', async () => {
    const [one, two] = [await makeIdentity(), await makeIdentity()];
    expect(await identityToRecipient(one.identity)).toBe(one.recipient);
    expect(groupsOf(one.identity)).toHaveLength(GROUPS);
    expect(one.identity).not.toBe(two.identity);
  });
});
