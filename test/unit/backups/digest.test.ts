import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { canonicalItem } from '../../../shared/aws/canonical.ts';
import { itemFromJson } from '../../../shared/aws/dynamo-json.ts';
import { newDigest, resumeDigest } from '../../../shared/backups/digest.ts';

const attribute = fc.letrec<{ any: Record<string, unknown> }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }).map((S) => ({ S })),
    fc.integer().map((n) => ({ N: String(n) })),
    fc.uint8Array().map((bytes) => ({ B: Buffer.from(bytes).toString('base64') })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uniqueArray(fc.string(), { minLength: 1 }).map((SS) => ({ SS })),
    fc.array(tie('any'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 3, noNullPrototype: true }).map((M) => ({ M })),
  ),
})).any;
const item = fc
  .dictionary(fc.string({ minLength: 1 }), attribute, { maxKeys: 5, noNullPrototype: true })
  .map((json): AttributeMap => itemFromJson(json));
const items = fc.uniqueArray(item, { maxLength: 12, selector: canonicalItem });

const digestOf = (all: readonly AttributeMap[], table = 'records'): string => {
  const digest = newDigest();
  for (const each of all) digest.add(table, each);
  return digest.value();
};

describe('the digest of a backup', () => {
  it('is the same in any order', () => {
    fc.assert(
      fc.property(
        items.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => digestOf(shuffled) === digestOf(all),
      ),
    );
  });

  it('is the same however it was split over files and workers', () => {
    fc.assert(
      fc.property(items, fc.nat(12), (all, cut) => {
        const first = newDigest();
        for (const each of all.slice(0, cut)) first.add('records', each);
        const rest = resumeDigest(first.state());
        for (const each of all.slice(cut)) rest.add('records', each);
        return rest.value() === digestOf(all) && rest.count() === all.length;
      }),
    );
  });

  it('is another when one item is missing, more, changed, or in another table', () => {
    fc.assert(
      fc.property(items, item, fc.nat(), (all, other, at) => {
        fc.pre(all.length > 0 && !all.some((each) => canonicalItem(each) === canonicalItem(other)));
        const index = at % all.length;
        const value = digestOf(all);
        const without = all.filter((_, each) => each !== index);
        expect(digestOf(without)).not.toBe(value);
        expect(digestOf([...all, other])).not.toBe(value);
        expect(digestOf([...without, other])).not.toBe(value);
        expect(digestOf(all, 'ledger')).not.toBe(value);
      }),
    );
  });

  it('refuses a state that is not one', () => {
    for (const state of ['', '1:', 'x:AAAA', `1:${Buffer.alloc(10).toString('base64')}`])
      expect(() => resumeDigest(state)).toThrow('not the state of a digest');
  });
});
