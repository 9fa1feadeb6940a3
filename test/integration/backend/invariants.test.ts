import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { recordKey } from '../../../shared/aws/keys.ts';
import { getItem } from '../../../shared/aws/table.ts';
import { AppError } from '../../../shared/kernel/app-error.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(() => cloud.close());

const acts = ['lend', 'return', 'renew', 'undo', 'bin item', 'restore item', 'bin title', 'restore title'] as const;
const more = ['edit title', 'edit item', 'put back', 'bin patron', 'restore patron', 'edit patron'] as const;
const Step = fc.record({
  act: fc.constantFrom(...acts, ...acts, ...more),
  which: fc.nat(3),
  who: fc.nat(2),
  desk: fc.nat(1),
  together: fc.boolean(),
});
type Step = {
  act: (typeof acts)[number] | (typeof more)[number];
  which: number;
  who: number;
  desk: number;
  together: boolean;
};

let libraries = 0;

/** Two titles with two copies each, three patrons, and every act of the desk on any of them. */
const begin = async (desks: readonly Desk[]) => {
  libraries += 1;
  const own = libraries;
  const [desk] = desks;
  if (desk === undefined) throw new Error('no desk');
  const titles = [await desk.title('One'), await desk.title('Two')];
  const barcodes = [0, 1, 2, 3].map((n) => `4${String(own).padStart(5, '0')}${n}`);
  const items: string[] = [];
  for (const [n, barcode] of barcodes.entries()) items.push(await desk.item(titles[n % 2] ?? '', barcode));
  const patrons = [await desk.patron('Ann A'), await desk.patron('Bea B'), await desk.patron('Cem C')];
  const loans: { loanId: string; patronId: string }[] = [];

  const versionOf = async (entity: 'item' | 'title' | 'patron', id: string): Promise<number> =>
    Number((await getItem(cloud.system.dynamo, 'records', recordKey(entity, id)))?.['version']?.N ?? 0);

  return async ({ act, which, who, desk: at }: Step): Promise<void> => {
    const by = desks[at] ?? desk;
    const titleId = titles[which % 2] ?? '';
    const itemId = items[which] ?? '';
    const barcode = barcodes[which] ?? '';
    const patronId = patrons[who] ?? '';
    const loan = loans[(which * 3 + who) % Math.max(1, loans.length)];
    const call = async (entity: 'item' | 'title' | 'patron', id: string) => by.call(await versionOf(entity, id));
    const form = { title: `Title ${which}${who}`, author: 'Somebody' };
    if (act === 'lend') loans.push({ loanId: (await by.lend(patronId, barcode)).loan.loanId, patronId });
    else if (act === 'return') await by.takeBack(barcode);
    else if (act === 'renew' && loan !== undefined) await by.renew(loan.loanId);
    else if (act === 'undo' && loan !== undefined) await by.undo(loan.loanId, loan.patronId);
    else if (act === 'bin item') await by.catalogue['item.bin'](await call('item', itemId), { itemId });
    else if (act === 'restore item') await by.catalogue['item.restore'](await call('item', itemId), { itemId });
    else if (act === 'bin title') await by.catalogue['title.bin'](await call('title', titleId), { titleId });
    else if (act === 'restore title') await by.catalogue['title.restore'](await call('title', titleId), { titleId });
    else if (act === 'edit title') await by.catalogue['title.edit'](await call('title', titleId), { titleId, form });
    else if (act === 'put back')
      await by.catalogue['title.put-back'](await call('title', titleId), { titleId, toVersion: 1 });
    else if (act === 'edit item')
      await by.catalogue['item.edit'](await call('item', itemId), {
        itemId,
        barcode: `${barcode}${who}`,
        itemType: 'media',
      });
    else if (act === 'bin patron') await by.patrons['patron.bin'](await call('patron', patronId), { patronId });
    else if (act === 'restore patron') await by.patrons['patron.restore'](await call('patron', patronId), { patronId });
    else if (act === 'edit patron') {
      const { name, card, category, expires, blocked } = await by.patrons['patron.get'](by.call(), { patronId });
      const ask = { name: `${name}x`, card: `${card}1`, category, expires, blocked, patronId };
      await by.patrons['patron.edit'](await call('patron', patronId), ask);
    }
  };
};

describe('whatever is done at two desks, in any order and at once', () => {
  it('no copy has two loans, every count is right, and every version is as its event says', async () => {
    const desks = [
      deskOf(cloud.container(), cloud.managerId),
      deskOf({ ...cloud.container(), clock: () => new Date(Date.now() + 86_400_000) }, cloud.managerId),
    ];
    const tally = { done: 0, refused: new Map<string, number>() };
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { minLength: 15, maxLength: 25 }), async (steps) => {
        const act = await begin(desks);
        const tried = async (step: Step) => {
          try {
            await act(step);
            tally.done += 1;
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            tally.refused.set(error.code, (tally.refused.get(error.code) ?? 0) + 1);
          }
        };
        let running: Promise<void>[] = [];
        for (const step of steps) {
          running.push(tried(step));
          if (step.together) continue;
          await Promise.all(running);
          running = [];
        }
        await Promise.all(running);
        expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
      }),
      { numRuns: Number(process.env['PROVE'] === undefined ? 6 : 60), endOnFailure: true },
    );
    // A run in which nearly all was refused would show nothing.
    expect(tally.done).toBeGreaterThan(40);
    expect(tally.refused.size).toBeGreaterThan(2);
  }, 240_000);
});

describe('the count after every test', () => {
  it('would find a record that was changed behind the ledger', async () => {
    const desk = deskOf(cloud.system, cloud.managerId);
    const id = await desk.title('True');
    const item = await getItem(cloud.system.dynamo, 'records', recordKey('title', id));
    const put = (change: AttributeMap) =>
      cloud.system.dynamo.send(new PutItemCommand({ TableName: 'records', Item: { ...item, ...change } }));
    await put({ sortTitle: { S: 'forged' } });
    expect((await auditLibrary(cloud.system)).wrong).toEqual([`title#${id} is not what its last event says`]);
    await put({});
    expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  });
});
