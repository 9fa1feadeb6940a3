import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/app-error.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { differences, libraryState } from './library-state.ts';
import { type Machine, machineOf } from './machine-fixture.ts';

let cloud: SmallCloud;
let desk: Desk;
let machine: Machine;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  machine = machineOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

interface World {
  readonly titles: string[];
  readonly items: string[];
  readonly patrons: string[];
  readonly run: string;
}
type Act = (world: World, a: number, b: number) => Promise<unknown>;
const pick = (ids: readonly string[], n: number): string => ids[n % ids.length] ?? '01J00000000000000000000000';
/** Few barcodes and cards, so that they pass from one to the other, also in rings. */
const barcode = (world: World, n: number) => `${world.run}-${n % 4}`;
const version = async (entity: 'title' | 'item' | 'patron', id: string): Promise<number> => {
  if (entity === 'title') return (await desk.catalogue['title.get'](machine.call(), { titleId: id })).version;
  if (entity === 'item') return (await desk.catalogue['item.get'](machine.call(), { itemId: id })).version;
  return (await desk.patrons['patron.get'](machine.call(), { patronId: id })).version;
};

const acts: Readonly<Record<string, Act>> = {
  'new title': async ({ titles }, a) => titles.push(await desk.title(`Title ${a}`)),
  'new copy': async (world, a, b) => world.items.push(await desk.item(pick(world.titles, a), barcode(world, b))),
  'new patron': async (world, a, b) => {
    const asked = {
      name: `Ann ${a}`,
      card: barcode(world, b),
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
    } as const;
    world.patrons.push((await desk.patrons['patron.create'](desk.call(), asked)).id);
  },
  'correct title': async ({ titles }, a, b) => {
    const titleId = pick(titles, a);
    await desk.catalogue['title.edit'](desk.call(await version('title', titleId)), {
      titleId,
      form: { title: `Other ${b}` },
    });
  },
  'correct copy': async (world, a, b) => {
    const itemId = pick(world.items, a);
    const asked = { itemId, barcode: barcode(world, b), itemType: 'book', note: `note ${b}` } as const;
    await desk.catalogue['item.edit'](desk.call(await version('item', itemId)), asked);
  },
  'correct patron': async (world, a, b) => {
    const patronId = pick(world.patrons, a);
    const asked = {
      patronId,
      name: `Åsa ${b}`,
      card: barcode(world, b),
      category: 'child',
      expires: '2098-01-01',
      blocked: b % 2 === 0,
    } as const;
    await desk.patrons['patron.edit'](desk.call(await version('patron', patronId)), asked);
  },
  'bin title': async ({ titles }, a) => {
    const titleId = pick(titles, a);
    await desk.catalogue['title.bin'](desk.call(await version('title', titleId)), { titleId });
  },
  'title out of the bin': async ({ titles }, a) => {
    const titleId = pick(titles, a);
    await desk.catalogue['title.restore'](desk.call(await version('title', titleId)), { titleId });
  },
  'bin copy': async ({ items }, a) => {
    const itemId = pick(items, a);
    await desk.catalogue['item.bin'](desk.call(await version('item', itemId)), { itemId });
  },
  'copy out of the bin': async ({ items }, a) => {
    const itemId = pick(items, a);
    await desk.catalogue['item.restore'](desk.call(await version('item', itemId)), { itemId });
  },
  'bin patron': async ({ patrons }, a) => {
    const patronId = pick(patrons, a);
    await desk.patrons['patron.bin'](desk.call(await version('patron', patronId)), { patronId });
  },
  'patron out of the bin': async ({ patrons }, a) => {
    const patronId = pick(patrons, a);
    await desk.patrons['patron.restore'](desk.call(await version('patron', patronId)), { patronId });
  },
  lend: (world, a, b) => desk.lend(pick(world.patrons, a), barcode(world, b)),
  'take back': (world, _a, b) => desk.takeBack(barcode(world, b)),
};

const Deed = fc.record({ act: fc.constantFrom(...Object.keys(acts)), a: fc.nat(5), b: fc.nat(5) });
type Deed = { readonly act: string; readonly a: number; readonly b: number };

/** Does what can be done; what the library refuses is refused, as at any desk. */
const live = async (world: World, deeds: readonly Deed[]): Promise<void> => {
  for (const { act, a, b } of deeds)
    await acts[act]?.(world, a, b).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
};

let runs = 0;
const newWorld = async (): Promise<World> => {
  runs += 1;
  const world: World = { titles: [], items: [], patrons: [], run: `R${runs}` };
  const begin = ['new title', 'new title', 'new copy', 'new copy', 'new patron', 'new patron'];
  await live(
    world,
    begin.map((act, n) => ({ act, a: n, b: n })),
  );
  return world;
};

describe('whatever was done since a moment', () => {
  it('goes back to that moment as a whole, lending aside, and comes again when that is undone', async () => {
    const story = fc.tuple(fc.array(Deed, { maxLength: 8 }), fc.array(Deed, { minLength: 1, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(story, async ([before, after]) => {
        const world = await newWorld();
        await live(world, before);
        const at = await machine.moment();
        const then = await libraryState(cloud.system);
        await live(world, after);
        const now = await libraryState(cloud.system);
        const plan = await machine.plan({ kind: 'everything', at });
        if (plan.changes === 0) return;
        const { jobId } = await machine.ask(plan);
        const job = await machine.work(jobId);
        const stayed = await machine.rows(jobId);
        const kept = new Set(stayed.map(({ entity, id }) => `${entity} ${id}`));
        // Only lending keeps anything; and a patron registered since, who keeps the card in the bin that somebody else had.
        const isNew = (key: string) => key.startsWith('patron') && !then.has(key);
        if (!stayed.some((row) => row.kept === 'on-loan') && ![...now.keys()].some(isNew)) expect(stayed).toEqual([]);
        expect(stayed.filter((row) => row.kept !== 'on-loan' && row.kept !== 'taken')).toEqual([]);
        const back = await libraryState(cloud.system);
        expect(differences(back, then).filter((key) => !kept.has(key))).toEqual([]);
        const undone = await machine.undo(job.batchId ?? '');
        expect(undone.tally['kept'] ?? 0).toBe(0);
        expect(differences(await libraryState(cloud.system), now)).toEqual([]);
        const redone = await machine.undo(undone.batchId ?? '');
        expect(redone.tally['kept'] ?? 0).toBe(0);
        expect(differences(await libraryState(cloud.system), back)).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 12), endOnFailure: true },
    );
  }, 120_000);
});
