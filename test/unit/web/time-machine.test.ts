import { describe, expect, it } from 'vitest';
import { keepRequest, keptRequest } from '../../../web/console/time-machine/kept-request.ts';
import { changingCount } from '../../../web/console/time-machine/left-out.ts';
import { chosenAt, instantAt, periodOf, wallTimeOf } from '../../../web/console/time-machine/local-time.ts';
import { placeOf } from '../../../web/console/time-machine/point-words.ts';
import { csvOf } from '../../../web/shared/csv.ts';

const WARSAW = 'Europe/Warsaw';

describe('the clock of the library', () => {
  it('reads what is typed in the zone of the library, wherever the computer stands', () => {
    expect(instantAt({ date: '2026-07-01', time: '17:40' }, WARSAW)).toBe('2026-07-01T15:40:00.000Z');
    expect(instantAt({ date: '2026-12-01', time: '17:40' }, WARSAW)).toBe('2026-12-01T16:40:00.000Z');
    expect(wallTimeOf('2026-12-31T23:30:00.000Z', WARSAW)).toEqual({ date: '2027-01-01', time: '00:30' });
  });

  it('takes an hour that daylight saving skipped as the one after, and one that came twice as its first', () => {
    expect(instantAt({ date: '2026-03-29', time: '02:30' }, WARSAW)).toBe('2026-03-29T01:30:00.000Z');
    expect(instantAt({ date: '2026-10-25', time: '02:30' }, WARSAW)).toBe('2026-10-25T00:30:00.000Z');
  });

  it('keeps a moment that was handed over to the millisecond, though the fields show minutes', () => {
    const at = '2026-07-01T15:40:41.123Z';
    expect(chosenAt(at, WARSAW)).toEqual({ at, wall: { date: '2026-07-01', time: '17:40' } });
  });

  it('knows no moment where the fields are blank or name a day that is none', () => {
    expect(instantAt({ date: '', time: '10:00' }, WARSAW)).toBeUndefined();
    expect(instantAt({ date: '2026-05-01', time: '' }, WARSAW)).toBeUndefined();
    expect(instantAt({ date: '2026-13-01', time: '10:00' }, WARSAW)).toBeUndefined();
  });
});

describe('a period as people say it', () => {
  // Wednesday, 11:15 in Warsaw.
  const now = Date.parse('2026-11-25T10:15:00.000Z');

  it('ends now where it is not over yet', () => {
    expect(periodOf('this-morning', now, WARSAW)).toEqual({
      from: '2026-11-24T23:00:00.000Z',
      to: '2026-11-25T10:15:00.000Z',
    });
    expect(periodOf('today', now, WARSAW).to).toBe('2026-11-25T10:15:00.000Z');
  });

  it('begins and ends at the midnights and noons of the library', () => {
    expect(periodOf('yesterday-afternoon', now, WARSAW)).toEqual({
      from: '2026-11-24T11:00:00.000Z',
      to: '2026-11-24T23:00:00.000Z',
    });
    expect(periodOf('yesterday', now, WARSAW).from).toBe('2026-11-23T23:00:00.000Z');
  });

  it('counts a week from Monday', () => {
    expect(periodOf('last-week', now, WARSAW)).toEqual({
      from: '2026-11-15T23:00:00.000Z',
      to: '2026-11-22T23:00:00.000Z',
    });
  });

  it('has 23 hours on the day the clocks go forward', () => {
    const { from, to } = periodOf('yesterday', Date.parse('2026-03-30T12:00:00.000Z'), WARSAW);
    expect(Date.parse(to) - Date.parse(from)).toBe(23 * 3_600_000);
  });
});

describe('the line of moments', () => {
  const points = ['2026-11-20', '2026-11-22', '2026-11-24'].map((day) => ({ at: `${day}T00:00:00.000Z` }));

  it('stands at the newest moment that is not after the one chosen', () => {
    expect(placeOf(points, '2026-11-23T00:00:00.000Z')).toBe(1);
    expect(placeOf(points, '2026-11-22T00:00:00.000Z')).toBe(1);
    expect(placeOf(points, '2027-01-01T00:00:00.000Z')).toBe(2);
  });

  it('stands at its beginning for a moment before all of them', () => {
    expect(placeOf(points, '2020-01-01T00:00:00.000Z')).toBe(0);
    expect(placeOf([], '2020-01-01T00:00:00.000Z')).toBe(0);
  });
});

describe('how many records would change', () => {
  const plan = { changes: 10, conflicts: 3 };
  const plain = { id: 'a' };
  const later = { id: 'b', conflict: { actorId: 'x', at: '2026-11-24T00:00:00.000Z' } };

  it('leaves out later changes that are kept, and counts nobody twice', () => {
    expect(changingCount(plan, 'keep', [])).toBe(7);
    expect(changingCount(plan, 'keep', [plain, later])).toBe(6);
    expect(changingCount(plan, 'replace', [plain, later])).toBe(8);
  });
});

describe('a list for a spreadsheet', () => {
  it('is told to be UTF-8 by its first character, quotes what needs it, and lets no cell act', () => {
    expect(
      csvOf(
        ['Title', 'Copies'],
        [
          ['=HYPERLINK("x")', 2],
          ['Łódź, "two"\nlines', -1],
          ['-5 Celsius', 0],
        ],
      ),
    ).toBe('\u{feff}Title,Copies\r\n"\'=HYPERLINK(""x"")",2\r\n"Łódź, ""two""\nlines",-1\r\n\'-5 Celsius,0\r\n');
  });
});

describe('a restore that waits for a second person', () => {
  const store = () => {
    const kept = new Map<string, string>();
    return {
      setItem: (key: string, value: string) => void kept.set(key, value),
      getItem: (key: string) => kept.get(key) ?? null,
      put: (value: string) => kept.set('strongroom.restore.PLAN', value),
    };
  };

  it('is asked for in the same words after the page was loaded again', () => {
    const tab = store();
    const request = {
      planHash: 'f'.repeat(64),
      conflicts: 'replace' as const,
      leaveOut: ['A'],
      reason: 'Mistake',
    };
    keepRequest(tab, 'PLAN', request);
    expect(keptRequest(tab, 'PLAN')).toEqual(request);
    expect(keptRequest(tab, 'OTHER')).toBeUndefined();
  });

  it('is forgotten where what was kept cannot be read', () => {
    const tab = store();
    tab.put('{"conflicts":"both"');
    expect(keptRequest(tab, 'PLAN')).toBeUndefined();
    tab.put('{"conflicts":"both"}');
    expect(keptRequest(tab, 'PLAN')).toBeUndefined();
  });
});
