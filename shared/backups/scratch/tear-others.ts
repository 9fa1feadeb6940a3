import type { AttributeMap } from '../../aws/attribute-value.ts';
import type { Holder } from './tear-beside.ts';
import type { TearFacts } from './tear-facts.ts';
import { count, text } from './tear-rows.ts';

const number = (value: number) => ({ N: String(value) });

/** Gates of records that did not change lately, and that a torn change of another reached. */
export const besideOthers = ({ counters, lines }: TearFacts, holders: ReadonlyMap<string, Holder>) => {
  const mendGate = (kind: string, id: string, item: AttributeMap): AttributeMap => {
    if (kind === 'TITLE') {
      const items = counters.items.get(id) ?? 0;
      const loans = counters.loans.get(id) ?? 0;
      if (items === 0 && loans === 0) return item;
      return { ...item, items: number(count(item['items']) + items), loans: number(count(item['loans']) + loans) };
    }
    if (kind === 'PATRON') {
      const by = counters.borrowed.get(id) ?? 0;
      return by === 0 ? item : { ...item, loans: number(count(item['loans']) + by) };
    }
    if (kind !== 'ITEM') return item;
    const held = holders.get(id);
    if (held?.loanId === item['loanId']?.S) return item;
    const { loanId: _loan, patronId: _patron, ...free } = item;
    return held === undefined ? free : { ...free, loanId: { S: held.loanId }, patronId: { S: held.patronId } };
  };
  return (item: AttributeMap): AttributeMap => {
    const sort = text(item['SK']);
    const [kind = '', id = ''] = text(item['PK']).split('#');
    if (sort === 'COUNT' && id === 'managers') {
      const { counted } = counters.managers();
      return counted === count(item['count']) ? item : { ...item, count: number(counted) };
    }
    return sort !== 'GATE' || lines.has(`${kind.toLowerCase()}:${id}`) ? item : mendGate(kind, id, item);
  };
};
