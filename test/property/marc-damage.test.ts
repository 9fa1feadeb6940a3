import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeIso2709 } from '../../shared/catalogue/marc/write-iso2709.ts';
import { mutations, seededRandom } from '../support/marc-mutations.ts';
import { joinBytes, readAll } from '../support/marc-read.ts';
import { soundRecord } from '../support/marc-records.ts';

const samples = fc
  .sample(soundRecord, { seed: 7, numRuns: 60 })
  .filter((record) => record.fields.length > 2)
  .map((record) => ({ record, bytes: writeIso2709(record) }));

const names = Object.keys(mutations);
const RUNS_PER_MUTATION = Math.ceil(5000 / names.length);

describe('a damaged record among sound ones', () => {
  for (const [place, name] of names.entries()) {
    it(`${name}: is one outcome, and its neighbours are read untouched`, () => {
      const random = seededRandom(place + 1);
      const pick = () => {
        const sample = samples[random(samples.length)];
        if (sample === undefined) throw new Error('no sample');
        return sample;
      };
      for (let run = 0; run < RUNS_PER_MUTATION; run += 1) {
        const before = pick();
        const after = pick();
        const damaged = mutations[name]?.(pick().bytes, random) ?? new Uint8Array();
        const outcomes = readAll(joinBytes(before.bytes, damaged, after.bytes), 1 + random(3000));
        const [first, , last] = outcomes;
        const told = `seed ${place + 1}, run ${run}`;
        expect(outcomes.length, told).toBe(3);
        expect(first?.status !== 'refused' && first?.record, told).toEqual(before.record);
        expect(last?.status !== 'refused' && last?.record, told).toEqual(after.record);
        expect(last?.offset, told).toBe(before.bytes.length + damaged.length);
        for (const outcome of outcomes) {
          expect(outcome.status === 'ok', told).toBe(outcome.problems.length === 0);
          // What was let in can be written again.
          if (outcome.status !== 'refused') writeIso2709(outcome.record);
        }
      }
    });
  }

  it('is refused when part of its data was cut off, never imported in part', () => {
    const random = seededRandom(77);
    for (let run = 0; run < 500; run += 1) {
      const sample = samples[random(samples.length)];
      if (sample === undefined) throw new Error('no sample');
      const cut = 1 + random(sample.bytes.length - 1);
      const [outcome] = readAll(sample.bytes.slice(0, cut));
      if (outcome?.status === 'refused') expect(outcome.problems.at(-1)?.code).toMatch(/truncated|bad-directory/);
      else expect(outcome?.record.fields, `run ${run}, ${cut} bytes`).toEqual(sample.record.fields);
    }
  });

  it('is one outcome when it is the only record of the file', () => {
    const random = seededRandom(99);
    for (let run = 0; run < 1000; run += 1) {
      const name = names[run % names.length] ?? '';
      const sample = samples[random(samples.length)];
      if (sample === undefined) throw new Error('no sample');
      const damaged = mutations[name]?.(sample.bytes, random) ?? new Uint8Array();
      expect(readAll(damaged, 1 + random(500)).length, `${name}, run ${run}`).toBe(1);
    }
  });
});
