import * as fc from 'fast-check';
import type { AttributeMap, AttributeValue } from '../../shared/aws/attribute-value.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
/** What DynamoDB takes as a number, as it gives it back: up to 38 digits, from 1E-130 to 9.9E+125. */
const edgeNumbers = [
  '0',
  '-1',
  '99999999999999999999999999999999999999',
  '-99999999999999999999999999999999999999',
  '0.0000000000000000000000000000000000000000001',
  '12345678901234567890.12345678901234567',
  '9.9999999999999999999999999999999999999E+125',
  '1E-130',
  '-1E-130',
];
const number = fc.oneof(
  fc.constantFrom(...edgeNumbers),
  fc.integer().map(String),
  // DynamoDB holds no magnitude below 1e-130.
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 })
    .filter((value) => value === 0 || Math.abs(value) > 1e-120)
    .map((value) => String(value === 0 ? 0 : value)),
);
const bytes = fc.uint8Array({ maxLength: 60 }).map((value) => new Uint8Array(value));
const distinct = <T>(of: fc.Arbitrary<T>, key: (value: T) => string) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 6, selector: key });

const attribute = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText.map((S) => ({ S })),
    number.map((N) => ({ N })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    distinct(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => text).map((SS) => ({ SS })),
    distinct(fc.integer(), String).map((found) => ({ NS: found.map(String) })),
    distinct(fc.uint8Array({ minLength: 1, maxLength: 20 }), (found) => Buffer.from(found).toString('hex')).map(
      (found) => ({ BS: found.map((value) => new Uint8Array(value)) }),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
    fc
      .dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), tie('value'), { maxKeys: 4 })
      .map((M) => ({ M })),
  ),
})).value;

const ownNames = new Set(['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK', 'GSI3PK', 'GSI3SK', 'entity']);
const attributes = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => !ownNames.has(name)),
  attribute,
  { maxKeys: 6 },
);

/** An item is kept under 300 KB; some of these come close. */
const large = fc.constantFrom(0, 1, 4096, 290_000).map((size) => Buffer.alloc(size, 'ß').subarray(0, size));

/** An item as DynamoDB keeps it: every type, nested, empty, at the edges; it hangs on no record. */
export const generatedItem: fc.Arbitrary<AttributeMap> = fc
  .record({
    id: fc.uuid(),
    sort: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    rest: attributes,
    large,
  })
  .map(({ id, sort, rest, large: B }) => ({
    ...rest,
    ...(B.length === 0 ? {} : { large: { B: new Uint8Array(B) } }),
    PK: { S: `GENERATED#${id}` },
    SK: { S: sort },
  }));

/** Something a person may type where a name is asked for. */
export const generatedName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').trim())
  .filter((text) => text !== '');
