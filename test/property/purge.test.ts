import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordKey } from '../../shared/aws/keys.ts';
import { getItem } from '../../shared/aws/table.ts';
import { copyOfLibrary, DAY_MS, purgeTonight } from '../integration/bin/bin-fixture.ts';
import { type Desk, deskOf } from '../support/desk.ts';
import { auditLibrary } from '../support/proof.ts';
import { type SmallCloud, startSmallCloud } from '../support/small-cloud.ts';

let cloud: SmallCloud;
let desk: Desk;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const bin = fc.record({ what: fc.constant('bin' as const), copies: fc.nat({ max: 2 }) });
const backup = fc.record({
  what: fc.constant('backup' as const),
  proof: fc.constantFrom('passed' as const, 'failed' as const, 'none' as const),
  keptDays: fc.integer({ min: 1, max: 60 }),
});
const wait = fc.record({ what: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) });
const night = fc.record({ what: fc.constant('night' as const) });
const story = fc.array(fc.oneof(bin, backup, wait, night), { minLength: 4, maxLength: 14 });

describe('whatever is binned, copied, proved, forgotten and waited for', () => {
  it('the purge never deletes what no proved copy holds, and leaves nothing whose time has come and that one holds', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        // Copies of an earlier story are kept no longer.
        cloud.clock.offsetMs += 500 * DAY_MS;
        const now = () => cloud.system.clock().getTime();
        const binned: { readonly id: string; readonly at: number }[] = [];
        const copies: { readonly at: number; readonly until: number; readonly proved: boolean }[] = [];
        const gone = new Set<string>();
        const isHeld = (at: number) => copies.some((one) => one.proved && one.at > at && one.until > now());
        for (const step of [...steps, { what: 'night' as const }]) {
          cloud.clock.offsetMs += 60_000;
          if (step.what === 'wait') cloud.clock.offsetMs += step.days * DAY_MS;
          if (step.what === 'bin') {
            const id = await desk.title();
            for (let copy = 0; copy < step.copies; copy += 1) await desk.item(id, `${id}-${copy}`);
            cloud.clock.offsetMs += 1000;
            const call = desk.call(1);
            await desk.catalogue['title.bin'](call, { titleId: id });
            binned.push({ id, at: call.now.getTime() });
          }
          if (step.what === 'backup') {
            const at = cloud.system.clock();
            const until = at.getTime() + step.keptDays * DAY_MS;
            const proof = step.proof === 'none' ? 'none' : { passed: step.proof === 'passed' };
            await copyOfLibrary(cloud.system, at, { retainUntil: new Date(until).toISOString(), proof });
            copies.push({ at: at.getTime(), until, proved: step.proof === 'passed' });
          }
          if (step.what !== 'night') continue;
          const due = new Set(
            binned.filter(({ at }) => now() - at > 30 * DAY_MS && isHeld(at)).map((record) => record.id),
          );
          await purgeTonight(cloud.system);
          for (const { id } of binned) {
            const item = await getItem(cloud.system.dynamo, 'records', recordKey('title', id));
            if (item === undefined && !gone.has(id)) {
              expect(due.has(id)).toBe(true);
              gone.add(id);
            }
            if (due.has(id)) expect(item).toBeUndefined();
          }
        }
      }),
      { numRuns: 12 },
    );
  });
});
