import type { System } from '../../shared/aws/system.ts';
import { catalogueHandlers } from '../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../shared/circulation/operations.ts';
import { patronHandlers } from '../../shared/patrons/operations.ts';
import { callAs } from './as-staff.ts';

/** Titles with two copies each, patrons, loans open and returned, edits and things in the bin: a bit of everything. */
export const fillLibrary = async (system: System, staffId: string, titles: number) => {
  const call = (ifMatch = 0) => callAs(system, staffId, ifMatch);
  const catalogue = catalogueHandlers(system);
  const circulation = circulationHandlers(system);
  const patrons = patronHandlers(system);
  const patron = async (n: number) =>
    patrons['patron.create'](call(), {
      name: `Patron Número ${n} 日本`,
      card: `P${n}`,
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
      email: `p${n}@example.org`,
    });
  const borrowers = [await patron(1), await patron(2)];
  const titleIds: string[] = [];
  for (let n = 0; n < titles; n += 1) {
    const title = await catalogue['title.create'](call(), { form: { title: `Книга ${n}`, author: 'Ænes Ørsted' } });
    titleIds.push(title.id);
    for (const copy of ['A', 'B'])
      await catalogue['item.create'](call(), { titleId: title.id, barcode: `B${n}${copy}`, itemType: 'book' });
    const borrower = borrowers[n % 2];
    if (n % 3 !== 0 || borrower === undefined) continue;
    await circulation['loan.open'](call(), { patronId: borrower.id, barcode: `B${n}A` });
    if (n % 2 === 0) await circulation['loan.return'](call(), { barcode: `B${n}A` });
  }
  const [first, second] = titleIds;
  if (first !== undefined)
    await catalogue['title.edit'](call(1), { titleId: first, form: { title: 'Edited', author: 'Somebody' } });
  if (second !== undefined) await catalogue['title.bin'](call(1), { titleId: second, reason: 'test' });
  return { titleIds, patronIds: borrowers.map((borrower) => borrower.id) };
};
