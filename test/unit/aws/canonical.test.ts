import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeMap, AttributeValue } from '../../../shared/aws/attribute-value.ts';
import { canonicalItem, itemHash } from '../../../shared/aws/canonical.ts';

const hashOf = (value: AttributeValue) => itemHash({ a: value });

/** Digits times ten to a power, spelled in one of the ways a client may spell it. */
const spell = (digits: string, power: number, how: number): string => {
  if (how === 0) return `${digits}e${power}`;
  if (how === 1) return `${digits}.000E${power}`;
  if (how === 2) return `0${digits}0e${power - 1}`;
  if (how === 3) return `0.${digits}e${power + digits.length}`;
  if (how === 4 && power >= 0) return `${digits}${'0'.repeat(power)}`;
  return `${digits}e+${power}`.replace('e+-', 'e-');
};
const Digits = fc.stringMatching(/^[1-9][0-9]{0,15}$/);

const Value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string().map((S) => ({ S })),
    fc.tuple(Digits, fc.integer({ min: -20, max: 20 })).map(([digits, power]) => ({ N: `${digits}e${power}` })),
    fc.uint8Array({ maxLength: 6 }).map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.uniqueArray(Digits, { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }).map((M) => ({ M })),
  ),
})).value;

/** DynamoDB's own idea of equality, written without the canonical form. */
const number = (digits: string): string => {
  const [mantissa = '', power = '0'] = digits.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let value = BigInt(`${whole}${fraction}`);
  let exponent = Number(power) - fraction.length;
  while (value !== 0n && value % 10n === 0n) {
    value /= 10n;
    exponent += 1;
  }
  return value === 0n ? '0' : `${value}|${exponent}`;
};
const same = (a: AttributeValue, b: AttributeValue): boolean => {
  if (a.N !== undefined && b.N !== undefined) return number(a.N) === number(b.N);
  if (a.S !== undefined && b.S !== undefined) return a.S === b.S;
  if (a.BOOL !== undefined && b.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined && b.NULL !== undefined) return true;
  if (a.B !== undefined && b.B !== undefined) return Buffer.from(a.B).equals(Buffer.from(b.B));
  if (a.SS !== undefined && b.SS !== undefined)
    return JSON.stringify(a.SS.toSorted()) === JSON.stringify(b.SS.toSorted());
  if (a.NS !== undefined && b.NS !== undefined)
    return a.NS.map(number).toSorted().join() === b.NS.map(number).toSorted().join();
  if (a.L !== undefined && b.L !== undefined) {
    const other = b.L;
    return a.L.length === other.length && a.L.every((value, at) => other[at] !== undefined && same(value, other[at]));
  }
  if (a.M !== undefined && b.M !== undefined) return sameItem(a.M, b.M);
  return false;
};
const sameItem = (a: AttributeMap, b: AttributeMap): boolean => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => {
    const [one, other] = [a[name], b[name]];
    return one !== undefined && other !== undefined && same(one, other);
  });
};

describe('the hash of an item', () => {
  it('is the same for every spelling of one number', () => {
    fc.assert(
      fc.property(Digits, fc.integer({ min: -30, max: 30 }), fc.nat(5), fc.nat(5), (digits, power, one, other) => {
        expect(hashOf({ N: spell(digits, power, one) })).toBe(hashOf({ N: spell(digits, power, other) }));
        expect(hashOf({ N: `-${spell(digits, power, one)}` })).toBe(hashOf({ N: `-${spell(digits, power, other)}` }));
      }),
    );
    for (const zero of ['0', '-0', '0.00', '0e7', '.0']) expect(hashOf({ N: zero })).toBe(hashOf({ N: '0' }));
    expect(hashOf({ N: '+7' })).toBe(hashOf({ N: '7' }));
  });

  it.each(['', '.', '-', 'e5', 'NaN', '1e', '0x10', '1,5', ' 1'])('refuses "%s", which is no number', (digits) => {
    expect(() => hashOf({ N: digits })).toThrow('not a number');
  });

  it('does not depend on the order of names or of members of a set', () => {
    const item = {
      b: { SS: ['x', 'ä', 'X'] },
      a: { NS: ['10', '9', '1e1'] },
      c: { BS: [Buffer.from('b'), Buffer.from('a')] },
    };
    const turned = {
      c: { BS: [Buffer.from('a'), Buffer.from('b')] },
      a: { NS: ['1e1', '10', '9.0'] },
      b: { SS: ['X', 'x', 'ä'] },
    };
    expect(canonicalItem(item)).toBe(canonicalItem(turned));
  });

  it('depends on the order of a list and on the type of a value', () => {
    expect(hashOf({ L: [{ S: 'a' }, { S: 'b' }] })).not.toBe(hashOf({ L: [{ S: 'b' }, { S: 'a' }] }));
    const likes: AttributeValue[] = [
      { S: '1' },
      { N: '1' },
      { B: Buffer.from('1') },
      { BOOL: true },
      { NULL: true },
      { SS: ['1'] },
      { NS: ['1'] },
      { BS: [Buffer.from('1')] },
      { L: [{ S: '1' }] },
      { M: { S: { S: '1' } } },
    ];
    expect(new Set(likes.map(hashOf)).size).toBe(likes.length);
  });

  it('two values have one text exactly when DynamoDB holds them to be equal', () => {
    fc.assert(
      fc.property(Value, Value, (one, other) => {
        expect(canonicalItem({ v: one }) === canonicalItem({ v: other })).toBe(same(one, other));
        expect(canonicalItem({ v: one })).toBe(canonicalItem({ v: structuredClone(one) }));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses an attribute of a kind it does not know', () => {
    expect(() => canonicalItem({ a: { $unknown: ['X', 1] } })).toThrow('unknown type');
  });
});
