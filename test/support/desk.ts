import type { System } from '../../shared/aws/system.ts';
import { catalogueHandlers } from '../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../shared/circulation/operations.ts';
import { patronHandlers } from '../../shared/patrons/operations.ts';
import { settingsHandlers } from '../../shared/settings/operations.ts';
import { callAs } from './as-staff.ts';

let cards = 0;

/** One container of the product and a member of staff at it: what they do, as the operations take it. */
export const deskOf = (system: System, staffId: string) => {
  const catalogue = catalogueHandlers(system);
  const circulation = circulationHandlers(system);
  const patrons = patronHandlers(system);
  const settings = settingsHandlers(system);
  const call = (ifMatch = 0) => callAs(system, staffId, ifMatch);
  return {
    catalogue,
    circulation,
    patrons,
    settings,
    call,
    title: async (title = 'Middlemarch') =>
      (await catalogue['title.create'](call(), { form: { title, author: 'George Eliot' } })).id,
    item: async (titleId: string, barcode: string) =>
      (await catalogue['item.create'](call(), { titleId, barcode, itemType: 'book' })).id,
    patron: async (name: string, more: { expires?: string; blocked?: boolean; category?: 'adult' | 'child' } = {}) => {
      cards += 1;
      const secret = { name, card: `29${String(cards).padStart(8, '0')}` };
      const ask = { category: 'adult' as const, expires: '2099-12-31', blocked: false, ...more, ...secret };
      return (await patrons['patron.create'](call(), ask)).id;
    },
    lend: (patronId: string, barcode: string) => circulation['loan.open'](call(), { patronId, barcode }),
    takeBack: (barcode: string) => circulation['loan.return'](call(), { barcode }),
    renew: (loanId: string) => circulation['loan.renew'](call(), { loanId }),
    undo: (loanId: string, patronId: string) => circulation['loan.undo'](call(), { loanId, patronId }),
  };
};

export type Desk = ReturnType<typeof deskOf>;
