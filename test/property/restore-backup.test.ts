import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../shared/aws/attribute-value.ts';
import { putItems } from '../../shared/aws/batch-write.ts';
import { born, changeFragments } from '../../shared/aws/change.ts';
import { restoreLibrary } from '../../shared/backups/rebuild/restore.ts';
import { catalogueHandlers } from '../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../shared/circulation/operations.ts';
import { Entity } from '../../shared/contracts/record.ts';
import { patronHandlers } from '../../shared/patrons/operations.ts';
import { backUp, newestBackup, openJob, prove } from '../integration/backups/backup-fixture.ts';
import { allOf, bucketSourceOf, difference, restoreParts } from '../integration/rebuild/rebuild-fixture.ts';
import { callAs } from '../support/as-staff.ts';
import { startEmptyCloud } from '../support/empty-cloud.ts';
import { generatedItem, generatedName } from '../support/generated-items.ts';
import { type SmallCloud, startSmallCloud } from '../support/small-cloud.ts';

/** `npm run prove` looks at many libraries; every run at two. */
const RUNS = process.env['PROVE'] === '1' ? 8 : 2;
const HOUR = 3_600_000;
const tables = ['records', 'ledger', 'keys'] as const;

/** One day of a library: people's words, rows of every shape, and how long nothing happens after it. */
const day = fc.record({
  names: fc.array(generatedName, { minLength: 1, maxLength: 3 }),
  items: fc.array(generatedItem, { maxLength: 6 }),
  gone: fc.nat(),
  /** Hours; more than a day is a missed night, two hundred a gap after which a full backup is made. */
  pause: fc.constantFrom(1, 20, 30, 200),
});
type Day = typeof day extends fc.Arbitrary<infer T> ? T : never;

const opened = new Set(['batch', 'approval', 'upload']);

/** Records of every kind through the product's own operations, with the words that were generated. */
const workThrough = async (cloud: SmallCloud, { names }: Day, turn: number): Promise<void> => {
  const { system, managerId } = cloud;
  const call = (ifMatch = 0) => callAs(system, managerId, ifMatch);
  for (const [index, name] of names.entries()) {
    const number = `${turn}-${index}`;
    const form = { title: name, author: names[0] ?? name };
    const title = await catalogueHandlers(system)['title.create'](call(), { form });
    await catalogueHandlers(system)['item.create'](call(), {
      titleId: title.id,
      barcode: `B${number}`,
      itemType: 'book',
    });
    const patron = await patronHandlers(system)['patron.create'](call(), {
      name,
      card: `P${number}`,
      category: 'child',
      expires: '2099-12-31',
      blocked: false,
      notes: name,
    });
    await circulationHandlers(system)['loan.open'](call(), { patronId: patron.id, barcode: `B${number}` });
  }
  // Kinds without a short way to make one: the product's own change, around whatever they hold.
  for (const entity of Entity.options.filter((kind) => opened.has(kind))) {
    const { context } = call();
    const after = { ...born(context, context.newId()), entity, words: names, none: '', list: [] };
    await system.commit(changeFragments(context, { after, type: 'batch.opened' }), context.changeId);
  }
};

const rawItems = async (cloud: SmallCloud, { items, gone }: Day, standing: AttributeMap[]): Promise<void> => {
  const { dynamo } = cloud.system;
  for (const item of items) await putItems(dynamo, [{ table: 'records', item }]);
  const away = standing.length === 0 ? undefined : standing.splice(gone % standing.length, 1)[0];
  if (away?.['PK'] !== undefined && away['SK'] !== undefined)
    await dynamo.send(new DeleteItemCommand({ TableName: 'records', Key: { PK: away['PK'], SK: away['SK'] } }));
  standing.push(...items);
};

/** What a restore makes anew: work ends with the library it was for, and copies stay where they are. */
const ofWork = /^(JOB|HIST#job|HIST#backup|BACKUP|RUNNING|PROOFS?)#/;

const restoredIsWhole = async (cloud: SmallCloud, before: ReadonlyMap<string, ReadonlyMap<string, AttributeMap>>) => {
  const target = await startEmptyCloud();
  try {
    await restoreLibrary(restoreParts(cloud, target, await bucketSourceOf(cloud)));
    for (const table of tables) {
      const { lost, changed, added } = difference(
        before.get(table) ?? new Map<string, AttributeMap>(),
        await allOf(target.system, table),
      );
      const other = (keys: string[]) => keys.filter((key) => !ofWork.test(key));
      expect({ table, lost: other(lost) }).toEqual({ table, lost: [] });
      const wrappedAnew = table === 'keys' ? ['CLASS#library KEY'] : [];
      expect({ table, changed: other(changed) }).toEqual({ table, changed: wrappedAnew });
      if (table === 'ledger') continue;
      expect({ table, added: other(added) }).toEqual({
        table,
        added: table === 'keys' ? ['RESTORE#library STATE'] : [],
      });
    }
  } finally {
    await target.close();
  }
};

describe('restore after backup', () => {
  it('gives back every library there can be, item for item, whatever it holds and however its copies build on each other', {
    timeout: 3_600_000,
  }, async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 2, maxLength: RUNS === 2 ? 2 : 3 }), async (days) => {
        const cloud = await startSmallCloud();
        try {
          const standing: AttributeMap[] = [];
          for (const [turn, each] of days.entries()) {
            await workThrough(cloud, each, turn);
            await rawItems(cloud, each, standing);
            const before = new Map<string, Map<string, AttributeMap>>();
            for (const table of tables) before.set(table, await allOf(cloud.system, table));
            const { job } = await backUp(cloud);
            expect(job).toMatchObject({ state: 'done' });
            await prove(cloud, await openJob(cloud.system, 'proof'));
            kinds.add((await newestBackup(cloud.system)).kind);
            await restoredIsWhole(cloud, before);
            cloud.travel(each.pause * HOUR);
          }
        } finally {
          await cloud.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: RUNS === 2 },
    );
    // Else only half of it was looked at.
    expect(kinds).toContain('full');
    if (RUNS > 2) expect(kinds).toContain('incremental');
  });
});
