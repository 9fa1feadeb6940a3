import { describe, expect, it } from 'vitest';
import { processBatch, type StreamRecord } from '../../../infra/local/streams/batch.ts';

const record = (name: string): StreamRecord => ({ eventID: name, dynamodb: { SequenceNumber: name } });

/** A function that fails whole batches, or names the first bad record, as its mapping says it does. */
async function taken(names: string, bad: string, reports: boolean, maxRetries: number) {
  const done: string[] = [];
  const given: string[] = [];
  let calls = 0;
  await processBatch([...names].map(record), {
    maxRetries,
    bisect: true,
    reportsItemFailures: reports,
    firstWaitMs: 0,
    stopped: () => false,
    giveUp: (records) => void given.push(...records.map(({ eventID }) => eventID)),
    invoke: async (records) => {
      calls += 1;
      const at = records.findIndex(({ eventID }) => bad.includes(eventID));
      const good = at < 0 ? records : reports ? records.slice(0, at) : [];
      done.push(...good.map(({ eventID }) => eventID));
      const failures = at < 0 ? [] : [{ itemIdentifier: records[at]?.eventID }];
      return { ok: reports || at < 0, payload: JSON.stringify({ batchItemFailures: failures }) };
    },
  });
  return { done: done.join(''), given: given.join(''), calls };
}

describe('a batch of a stream with a record that always fails', () => {
  it.each([
    ['first', 'Xcd', true, 1],
    ['in the middle', 'abXcd', true, 1],
    ['last', 'abX', true, 1],
    ['first, and nobody says which', 'Xcd', false, 1],
    ['in the middle of many', 'abcdefgXhijklm', false, 2],
    ['that may not be tried again', 'abXcd', false, 0],
  ])('loses only that one, where it stands %s', async (_, names, reports, maxRetries) => {
    const { done, given } = await taken(names, 'X', reports, maxRetries);
    expect({ done, given }).toEqual({ done: names.replace('X', ''), given: 'X' });
  });

  it('tries it as often as the mapping says, and splitting does not count', async () => {
    expect((await taken('X', 'X', false, 3)).calls).toBe(4);
    expect((await taken('XYZ', 'XYZ', false, 1)).given).toBe('XYZ');
  });
});
