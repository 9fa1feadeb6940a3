import type { AttributeMap } from '../../aws/attribute-value.ts';
import { count, text } from './tear-rows.ts';

const isLive = (item: AttributeMap): boolean =>
  ['binnedAt', 'endedAt', 'leftAt', 'returnedAt'].every((name) => item[name] === undefined);

/** Adds to a counter; one that comes back to nothing takes no room. */
const shift = (counts: Map<string, number>, key: string, by: number): void => {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
};

/**
 * Copies, loans and managers recounted, held against what the gates say. Only differences are kept: of a whole library
 * nothing stays but its open loans.
 */
export const newCounters = () => {
  /** Recounted less said by the gate. */
  const items = new Map<string, number>();
  const loans = new Map<string, number>();
  const borrowed = new Map<string, number>();
  /** copy → open loan, by the loans; copy → loan and patron, by the gates. */
  const openLoans = new Map<string, string>();
  const holders = new Map<string, { readonly loanId: string; readonly patronId: string | undefined }>();
  /** Keyed reference → patron, as far as loans and gates give it away. */
  const patrons = new Map<string, string>();
  const refs = new Map<string, string>();
  let managers = 0;

  const record = (item: AttributeMap, by: 1 | -1): void => {
    const live = isLive(item);
    const entity = text(item['entity']);
    if (entity === 'staff' && live && text(item['role']) === 'manager') managers += by;
    if (entity === 'item' && live) shift(items, text(item['titleId']), by);
    if (entity !== 'loan' || !live) return;
    const itemId = text(item['itemId']);
    const id = text(item['id']);
    shift(loans, text(item['titleId']), by);
    if (by === 1) openLoans.set(itemId, id);
    else if (openLoans.get(itemId) === id) openLoans.delete(itemId);
    if (item['patronRef']?.S !== undefined) refs.set(id, item['patronRef'].S);
  };
  const holder = (item: AttributeMap): void => {
    const loanId = item['loanId']?.S;
    const [kind, itemId = ''] = text(item['PK']).split('#');
    if (kind === 'ITEM' && text(item['SK']) === 'GATE' && loanId !== undefined)
      holders.set(itemId, { loanId, patronId: item['patronId']?.S });
  };
  const gate = (item: AttributeMap): void => {
    const [kind, id = ''] = text(item['PK']).split('#');
    if (kind === 'TITLE') {
      shift(items, id, -count(item['items']));
      shift(loans, id, -count(item['loans']));
    }
    if (kind === 'PATRON') shift(borrowed, id, -count(item['loans']));
    holder(item);
  };
  return {
    /** A row of a record that did not change lately. */
    add: (item: AttributeMap): void => {
      const sort = text(item['SK']);
      if (sort === 'REC') record(item, 1);
      else if (sort === 'GATE') gate(item);
    },
    /** What a record adds, once it is known which version of it stays; and takes that back. */
    record,
    holder,
    items,
    loans,
    borrowed,
    openLoans,
    holders,
    managers: () => ({ counted: managers }),
    /** The keyed reference an open loan carries, and the patron another loan of theirs gives away. */
    refOf: (loanId: string): string | undefined => refs.get(loanId),
    patronOf: (ref: string): string | undefined => {
      if (patrons.size === 0)
        for (const { loanId, patronId } of holders.values()) {
          const known = refs.get(loanId);
          if (known !== undefined && patronId !== undefined) patrons.set(known, patronId);
        }
      return patrons.get(ref);
    },
    lend: (patronId: string, by: number) => shift(borrowed, patronId, by),
  };
};
export type Counters = ReturnType<typeof newCounters>;
