import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeMap } from '../../shared/aws/attribute-value.ts';
import { itemHash } from '../../shared/aws/canonical.ts';
import type { System } from '../../shared/aws/system.ts';
import { judgeTables } from './judge-tables.ts';

const all = async (system: System, table: string): Promise<AttributeMap[]> => {
  const items: AttributeMap[] = [];
  let from: AttributeMap | undefined;
  do {
    const page = await system.dynamo.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

const text = (item: AttributeMap | undefined, name: string): string => item?.[name]?.S ?? '';
const number = (item: AttributeMap | undefined, name: string): number => Number(item?.[name]?.N ?? Number.NaN);
const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/**
 * Everything that must hold of a library whatever was done to it, read from the tables as they are and computed here
 * anew. Returns what does not hold, in words; nothing when all does, and how much was looked at.
 */
export const auditLibrary = async (system: System) => {
  const records = await all(system, system.tables.records);
  const events = await all(system, system.tables.ledger);
  const wrong: string[] = [];
  const claim = (holds: boolean, says: string) => {
    if (!holds) wrong.push(says);
  };
  const byKey = new Map(records.map((item) => [`${text(item, 'PK')}|${text(item, 'SK')}`, item]));
  const told = new Map<string, string>();
  const newest = new Map<string, number>();
  const purged = new Map<string, number>();
  for (const event of events) {
    const about = `${text(event, 'entity')}#${text(event, 'recordId')}`;
    const version = number(event, 'version');
    if (event['hash'] === undefined) continue;
    claim(!told.has(`${about}@${version}`), `${about} has two events of version ${version}`);
    told.set(`${about}@${version}`, text(event, 'hash'));
    newest.set(about, Math.max(version, newest.get(about) ?? 0));
    if (text(event, 'type').endsWith('.purged')) purged.set(about, version);
  }
  const stored = records.filter((item) => text(item, 'SK') === 'REC');
  for (const item of stored) {
    const about = `${text(item, 'entity')}#${text(item, 'id')}`;
    const version = number(item, 'version');
    claim(newest.get(about) === version, `${about} is at ${version}, its last event at ${newest.get(about)}`);
    claim(told.get(`${about}@${version}`) === itemHash(item), `${about} is not what its last event says`);
    for (let before = 1; before < version; before += 1) {
      const kept = byKey.get(`HIST#${text(item, 'entity')}#${text(item, 'id')}|${String(before).padStart(9, '0')}`);
      const was = kept?.['was']?.M;
      claim(
        was !== undefined && itemHash(was) === told.get(`${about}@${before}`),
        `${about}: version ${before} is lost`,
      );
    }
  }
  // Deleted for good, and not brought back since.
  const gone = [...purged].filter(([about, version]) => newest.get(about) === version).length;
  claim(
    newest.size - gone === stored.length,
    `${newest.size} records have events, ${gone} were deleted for good, ${stored.length} are there`,
  );

  const openOfItem = new Map<string, number>();
  const openOfTitle = new Map<string, number>();
  const open = stored.filter((item) => text(item, 'entity') === 'loan' && item['returnedAt'] === undefined);
  for (const loan of open) {
    add(openOfItem, text(loan, 'itemId'));
    add(openOfTitle, text(loan, 'titleId'));
    claim(
      text(byKey.get(`ITEM#${text(loan, 'itemId')}|GATE`), 'loanId') === text(loan, 'id'),
      'a gate names another loan',
    );
  }
  const openOfPatron = new Map<string, number>();
  for (const gate of records.filter((item) => text(item, 'SK') === 'GATE' && item['loanId'] !== undefined))
    add(openOfPatron, text(gate, 'patronId'));
  for (const [itemId, loans] of openOfItem) claim(loans === 1, `item ${itemId} has ${loans} open loans`);
  const copies = stored.filter((item) => text(item, 'entity') === 'item');
  for (const item of stored) {
    const [entity, id] = [text(item, 'entity'), text(item, 'id')];
    const gate = byKey.get(`${entity.toUpperCase()}#${id}|GATE`);
    const isBinned = item['binnedAt'] !== undefined;
    if (entity === 'title' || entity === 'patron' || entity === 'item')
      claim((gate?.['closed']?.BOOL === true) === isBinned, `the gate of ${entity} ${id} is not as its bin`);
    if (entity === 'item')
      claim((gate?.['loanId'] !== undefined) === openOfItem.has(id), `the gate of item ${id} is not as its loans`);
    if (entity === 'patron')
      claim(
        number(gate, 'loans') === (openOfPatron.get(id) ?? 0),
        `patron ${id} counts ${number(gate, 'loans')} loans`,
      );
    if (entity === 'title') {
      claim(number(gate, 'loans') === (openOfTitle.get(id) ?? 0), `title ${id} counts ${number(gate, 'loans')} loans`);
      const live = copies.filter((copy) => text(copy, 'titleId') === id && copy['binnedAt'] === undefined).length;
      claim(number(gate, 'items') === live, `title ${id} counts ${number(gate, 'items')} copies of ${live}`);
    }
  }
  const claimed = records.filter((item) => text(item, 'SK') === 'BARCODE').map((item) => text(item, 'id'));
  const should = stored.filter(
    (item) => text(item, 'entity') === 'patron' || (text(item, 'entity') === 'item' && item['binnedAt'] === undefined),
  );
  claim(
    claimed.toSorted().join() ===
      should
        .map((item) => text(item, 'id'))
        .toSorted()
        .join(),
    'barcodes are claimed by others than those that carry them',
  );
  // Two judges who know nothing of each other: the proof of a backup must see no more in a sound library, and not nothing in an unsound one.
  const judged = judgeTables(records, events);
  if (wrong.length === 0) wrong.push(...judged);
  else if (judged.length === 0) wrong.push('the proof of a backup would see nothing of this');
  return { wrong, records: stored.length, events: events.length, openLoans: open.length };
};

/** An item of a table as plain values, for looking at what was stored. */
export const plainItems = async (system: System, table: string): Promise<Record<string, unknown>[]> =>
  (await all(system, table)).map((item) => unmarshall(item));
