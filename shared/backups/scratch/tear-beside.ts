import type { AttributeMap, AttributeValue } from '../../aws/attribute-value.ts';
import { toItem } from '../../aws/fragments.ts';
import { accessKey, barcodeKey, gateKey, lookupKey, nameKey, progressKey, runningKey } from '../../aws/keys.ts';
import type { Counters } from './tear-counters.ts';
import { count, text } from './tear-rows.ts';

/** What only the keys of the library tell. Each answer may be undefined: the keys are not at hand. */
export interface Secrets {
  /** The patron behind the keyed reference of a loan. */
  readonly patronOf: (patronRef: string) => Promise<string | undefined>;
  /** The keyed hash of the barcode of a copy or of a patron's card, from its record. */
  readonly barcodeHash: (record: AttributeMap) => Promise<string | undefined>;
}

const isClosed = (record: AttributeMap): boolean => record['binnedAt'] !== undefined;
const named = (rows: readonly AttributeMap[], sort: string): AttributeMap | undefined =>
  rows.find((row) => text(row['SK']) === sort);
const startsWith = (rows: readonly AttributeMap[], start: string): AttributeMap[] =>
  rows.filter((row) => text(row['PK']).startsWith(start));
const pick = (item: AttributeMap, names: readonly string[]): AttributeMap =>
  Object.fromEntries(
    names.flatMap((name): [string, AttributeValue][] => {
      const value = item[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
const closedOf = (record: AttributeMap): { readonly closed?: true } => (isClosed(record) ? { closed: true } : {});

/** The open loan of a copy, and whose it is. */
export interface Holder {
  readonly loanId: string;
  readonly patronId: string;
}

export interface Beside {
  /** What must stand beside the record. */
  readonly rows: readonly AttributeMap[];
  /** A claim must stand there that cannot be made again without the keys. */
  readonly lacks?: 'barcode';
}

const itemGate = (id: string, record: AttributeMap, rows: readonly AttributeMap[], holder?: Holder): AttributeMap =>
  toItem({ ...gateKey('item', id), holds: count(named(rows, 'GATE')?.['holds']), ...holder, ...closedOf(record) });

/** One claim by barcode. Without the keys the one that stands there is believed. */
const barcodes = async (
  record: AttributeMap,
  rows: readonly AttributeMap[],
  secrets: Secrets | undefined,
): Promise<Beside> => {
  const standing = startsWith(rows, 'BARCODE#');
  const hash = await secrets?.barcodeHash(record);
  const owner = { entity: text(record['entity']), id: text(record['id']) };
  if (hash !== undefined) return { rows: [toItem({ ...barcodeKey(hash), ...owner })] };
  return standing.length === 1 ? { rows: standing } : { rows: standing, lacks: 'barcode' };
};

const join = (...parts: readonly Beside[]): Beside => {
  const lacks = parts.find((part) => part.lacks !== undefined)?.lacks;
  return { rows: parts.flatMap((part) => part.rows), ...(lacks === undefined ? {} : { lacks }) };
};

const patronRows = (id: string, record: AttributeMap, rows: readonly AttributeMap[], loans: number): AttributeMap[] => {
  const gate = named(rows, 'GATE');
  const holds = count(gate?.['holds']);
  const charges = count(gate?.['charges']);
  const person = { personId: id, kind: 'patron', role: 'patron', name: '', certificates: [] };
  return [
    toItem({ ...gateKey('patron', id), loans, holds, charges, ...closedOf(record) }),
    {
      ...toItem({ ...accessKey(id), ...person }),
      ...(isClosed(record) ? pick({ leftAt: record['binnedAt'] ?? { S: '' } }, ['leftAt']) : {}),
    },
    ...(record['lookups']?.L ?? []).map((hash) => toItem({ ...lookupKey(text(hash), id) })),
  ];
};

const staffRows = (id: string, record: AttributeMap): AttributeMap[] => [
  {
    ...toItem({ ...accessKey(id), personId: id, kind: 'staff' }),
    ...pick(record, ['role', 'name', 'branches', 'certificates', 'leftAt']),
  },
  toItem({ ...nameKey('staff-email', text(record['email']).toLowerCase()), id }),
];

const jobRows = (id: string, record: AttributeMap, rows: readonly AttributeMap[]): AttributeMap[] => {
  const fresh = { done: 0, unit: 'steps', cursor: {}, tally: {}, cancelAsked: false, attempts: 0 };
  const progress =
    named(rows, 'PROGRESS') ?? toItem({ ...progressKey(id), ...fresh, updatedAt: text(record['updatedAt']) });
  const lock = record['input']?.M?.['lock']?.S;
  const open = record['endedAt'] === undefined;
  const others = rows.filter((row) => text(row['SK']) !== 'PROGRESS' && text(row['SK']) !== 'RUNNING');
  return [progress, ...others, ...(open && lock !== undefined ? [toItem({ ...runningKey(lock), jobId: id })] : [])];
};

export interface BesideContext {
  readonly counters: Counters;
  /** Who has which copy. */
  readonly holders: ReadonlyMap<string, Holder>;
  readonly secrets: Secrets | undefined;
}

/** What must stand beside a record as it is from now on; what this does not know stays. */
export const besideOf = async (
  key: string,
  record: AttributeMap,
  rows: readonly AttributeMap[],
  { counters, holders, secrets }: BesideContext,
): Promise<Beside> => {
  const [entity = '', id = ''] = key.split(':');
  switch (entity) {
    case 'title': {
      const gate = named(rows, 'GATE');
      const said = { items: count(gate?.['items']), loans: count(gate?.['loans']), holds: count(gate?.['holds']) };
      const items = counters.items.get(id) ?? 0;
      const loans = counters.loans.get(id) ?? 0;
      return { rows: [toItem({ ...gateKey('title', id), ...said, items, loans, ...closedOf(record) })] };
    }
    case 'item': {
      const gate = { rows: [itemGate(id, record, rows, holders.get(id))] };
      return isClosed(record) ? gate : join(gate, await barcodes(record, rows, secrets));
    }
    case 'patron': {
      const loans = counters.borrowed.get(id) ?? 0;
      return join({ rows: patronRows(id, record, rows, loans) }, await barcodes(record, rows, secrets));
    }
    case 'staff':
      return { rows: staffRows(id, record) };
    case 'job':
      return { rows: jobRows(id, record, rows) };
    default:
      return { rows };
  }
};
