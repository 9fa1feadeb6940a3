import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMarcJson, toMarcJson } from '../../shared/catalogue/marc/json.ts';
import { packRecord, unpackRecord } from '../../shared/catalogue/marc/pack.ts';
import type { MarcField, MarcRecord } from '../../shared/catalogue/marc/record.ts';
import { writeIso2709 } from '../../shared/catalogue/marc/write-iso2709.ts';
import { joinBytes, readAll } from '../support/marc-read.ts';
import { soundRecord } from '../support/marc-records.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const loneSurrogate = fc.constantFrom('\uD800', 'a\uDC00b', '\x1D\x1E\x1F', '');
const anyField: fc.Arbitrary<MarcField> = fc.oneof(
  fc.record({ tag: anyText, value: fc.oneof(anyText, loneSurrogate) }),
  fc.record({
    tag: anyText,
    ind1: anyText,
    ind2: anyText,
    subfields: fc.array(fc.record({ code: anyText, value: fc.oneof(anyText, loneSurrogate) }), { maxLength: 5 }),
  }),
);
const anyRecord: fc.Arbitrary<MarcRecord> = fc.record({
  leader: anyText,
  fields: fc.array(anyField, { maxLength: 8 }),
});

describe('MARC records', () => {
  it('come back from ISO 2709 as they were written, in chunks of any size', () => {
    fc.assert(
      fc.property(
        fc.array(soundRecord, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 700 }),
        (records, size) => {
          const outcomes = readAll(joinBytes(...records.map(writeIso2709)), size);
          expect(outcomes.map((outcome) => outcome.status)).toEqual(records.map(() => 'ok'));
          expect(outcomes.map((outcome) => outcome.status !== 'refused' && outcome.record)).toEqual(records);
        },
      ),
      { numRuns: 200, seed: 20260701 },
    );
  });

  it('come back from MARC-in-JSON as they were', () => {
    fc.assert(
      fc.property(soundRecord, (record) => {
        expect(fromMarcJson(JSON.parse(JSON.stringify(toMarcJson(record))))).toEqual(record);
      }),
      { numRuns: 200, seed: 20260702 },
    );
  });

  it('come back from storage as they were, whatever they hold', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(unpackRecord(packRecord(record))).toEqual(record);
      }),
      { numRuns: 500, seed: 20260703 },
    );
  });

  it('can be read from any point where a record ended, with the same outcomes', () => {
    fc.assert(
      fc.property(fc.array(soundRecord, { minLength: 2, maxLength: 6 }), fc.nat(), (records, pick) => {
        const file = joinBytes(...records.map(writeIso2709));
        const whole = readAll(file);
        const last = whole[pick % (whole.length - 1)];
        if (last === undefined) throw new Error('no outcome');
        const startOffset = last.offset + last.length;
        const rest = readAll(file.slice(startOffset), 333, { startOffset, startIndex: last.index + 1 });
        expect(rest).toEqual(whole.slice(last.index + 1));
      }),
      { numRuns: 100, seed: 20260704 },
    );
  });
});
