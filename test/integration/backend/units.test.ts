import { describe, expect, it } from 'vitest';
import { benchUnits } from '../../bench/units.ts';

describe('what the desk costs in DynamoDB', () => {
  it('a check-out takes at most 20 write and 8 read units, everything included', async () => {
    const units = await benchUnits();
    expect(units['checkOut']?.write).toBeGreaterThan(0);
    expect(units['checkOut']?.write).toBeLessThanOrEqual(20);
    expect(units['checkOut']?.read).toBeLessThanOrEqual(8);
    // What the others take today; more than this is a change somebody should have meant.
    expect(units).toMatchObject({
      checkIn: { read: 9.5, write: 24 },
      renew: { read: 8.5, write: 14 },
      // One of them is the list of what changed on this day, by which a whole library goes back in time.
      edit: { read: 3, write: 9 },
      titlePage: { read: 3, write: 0 },
    });
  });
});
