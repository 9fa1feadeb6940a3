import type { AttributeMap, AttributeValue } from '../../aws/attribute-value.ts';
import { canonicalItem, itemHash } from '../../aws/canonical.ts';
import type { FindingCode } from '../../contracts/backups.ts';
import type { ReadRow } from '../reader.ts';
import type { Subject } from './subject.ts';

/** The subject of a key, or undefined where another pass looks at it. */
export type Find = (key: string) => Subject | undefined;
/** A row that fits nowhere is a finding. */
export type Odd = (code: FindingCode, record: string, file: string) => void;

const text = (value: AttributeValue | undefined): string => value?.S ?? '';
const number = (value: AttributeValue | undefined): number => Number(value?.N ?? Number.NaN);

const touch = (subject: Subject | undefined, at: string): void => {
  if (subject !== undefined && at > subject.touched) subject.touched = at;
};
const need = (subject: Subject | undefined): void => {
  if (subject !== undefined) subject.needed = true;
};

const chosen = (item: AttributeMap, names: readonly string[]): string =>
  canonicalItem(
    Object.fromEntries(
      names.flatMap((name): [string, AttributeValue][] => {
        const value = item[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );
const grant = ['role', 'name', 'branches', 'certificates', 'leftAt'] as const;

/** What has to be the same in the record and beside it. */
const claimsOf = (entity: string, item: AttributeMap): string | undefined => {
  if (entity === 'staff') return chosen(item, grant);
  if (entity === 'patron') return (item['lookups']?.L ?? []).map(text).sort().join(' ');
  return undefined;
};

const isLive = (item: AttributeMap): boolean =>
  ['binnedAt', 'endedAt', 'leftAt', 'returnedAt'].every((name) => item[name] === undefined);

const recordFacts = ({ item, file }: ReadRow, find: Find, odd: Odd): void => {
  const entity = text(item['entity']);
  const id = text(item['id']);
  const key = `${entity}:${id}`;
  if (text(item['PK']) !== `${entity.toUpperCase()}#${id}`) {
    odd('finding.record-unknown', text(item['PK']), file.key);
    return;
  }
  const at = text(item['updatedAt']);
  const live = isLive(item);
  const subject = find(key);
  touch(subject, at);
  if (subject !== undefined) {
    if (subject.record !== undefined) odd('finding.record-twice', key, file.key);
    const claims = claimsOf(entity, item);
    subject.record = {
      version: number(item['version']),
      hash: itemHash(item),
      at,
      file: file.key,
      live,
      lock: item['input']?.M?.['lock'] !== undefined,
      ...(claims === undefined ? {} : { claims }),
    };
  }
  linkFacts(entity, id, item, live, find);
};

/** What a record says of others. */
const linkFacts = (entity: string, id: string, item: AttributeMap, live: boolean, find: Find): void => {
  const at = text(item['updatedAt']);
  if (entity === 'staff' && live && text(item['role']) === 'manager') {
    const managers = find('count:managers');
    touch(managers, at);
    if (managers !== undefined) managers.items += 1;
  }
  if (entity !== 'item' && entity !== 'loan') return;
  const title = find(`title:${text(item['titleId'])}`);
  touch(title, at);
  if (entity === 'item') {
    need(title);
    if (live && title !== undefined) title.items += 1;
    return;
  }
  const copy = find(`item:${text(item['itemId'])}`);
  touch(copy, at);
  if (!live) return;
  for (const subject of [title, copy]) {
    need(subject);
    subject?.loanIds.push(id);
  }
};

const gateFacts = (item: AttributeMap, find: Find): void => {
  const [entity = '', id = ''] = text(item['PK']).split('#');
  const subject = find(`${entity.toLowerCase()}:${id}`);
  need(subject);
  const loanId = item['loanId']?.S;
  if (subject !== undefined)
    subject.gate = {
      items: Number(item['items']?.N ?? 0),
      loans: Number(item['loans']?.N ?? 0),
      loanId,
      closed: item['closed']?.BOOL === true,
    };
  const patronId = item['patronId']?.S;
  if (patronId === undefined || loanId === undefined) return;
  const patron = find(`patron:${patronId}`);
  need(patron);
  patron?.loanIds.push(loanId);
};

/** Items without a past that stand for a record: its claims, its grant, its progress. */
const besideFacts = (item: AttributeMap, find: Find): void => {
  const [kind = '', rest = ''] = text(item['PK']).split('#');
  const sort = text(item['SK']);
  const about = (key: string, say: (subject: Subject) => void): void => {
    const subject = find(key);
    need(subject);
    if (subject !== undefined) say(subject);
  };
  if (kind === 'BARCODE')
    about(`${text(item['entity'])}:${text(item['id'])}`, (subject) => {
      subject.barcodes += 1;
    });
  if (kind === 'LOOKUP')
    about(`patron:${sort}`, (subject) => {
      subject.lookups.push(rest);
    });
  if (kind === 'ACCESS')
    about(`${text(item['kind'])}:${rest}`, (subject) => {
      subject.access = chosen(item, grant);
    });
  if (kind === 'NAME' && rest === 'staff-email')
    about(`staff:${text(item['id'])}`, (subject) => {
      subject.emails += 1;
    });
  if (kind === 'PURGED') {
    const tail = find(`${text(item['entity'])}:${text(item['id'])}`);
    if (tail !== undefined) tail.tail = true;
  }
  if (kind === 'JOB' && sort === 'PROGRESS')
    about(`job:${rest}`, (subject) => {
      subject.progress = true;
    });
  if (kind === 'RUNNING')
    about(`job:${text(item['jobId'])}`, (subject) => {
      subject.locks += 1;
    });
  if (kind === 'COUNT' && rest === 'managers') {
    const managers = find('count:managers');
    if (managers !== undefined)
      managers.gate = { items: Number(item['count']?.N ?? 0), loans: 0, loanId: undefined, closed: false };
  }
};

const historyFacts = ({ item, file }: ReadRow, find: Find, odd: Odd): void => {
  const [, entity = '', id = ''] = text(item['PK']).split('#');
  const subject = find(`${entity}:${id}`);
  if (subject === undefined) return;
  const was = item['was']?.M;
  if (was === undefined) {
    odd('finding.history-differs', subject.key, file.key);
    return;
  }
  subject.history.push({
    version: Number(text(item['SK'])),
    hash: itemHash(was),
    at: text(was['updatedAt']),
    file: file.key,
  });
};

export const factsOfRecords = (row: ReadRow, find: Find, odd: Odd): void => {
  const sort = text(row.item['SK']);
  if (sort === 'REC') recordFacts(row, find, odd);
  else if (text(row.item['PK']).startsWith('HIST#')) historyFacts(row, find, odd);
  else if (sort === 'GATE') gateFacts(row.item, find);
  else besideFacts(row.item, find);
};

/** Events of changes; what was only read, and sessions, changed nothing. */
export const factsOfLedger = ({ item, file }: ReadRow, find: Find, odd: Odd): void => {
  const hash = item['hash']?.S;
  if (hash === undefined) return;
  const entity = text(item['entity']);
  const id = text(item['recordId']);
  if (text(item['PK']) !== `${entity}#${id}`) {
    odd('finding.record-unknown', text(item['PK']), file.key);
    return;
  }
  const at = text(item['at']);
  const subject = find(`${entity}:${id}`);
  touch(subject, at);
  subject?.events.push({ version: number(item['version']), hash, at, file: file.key });
  if (subject !== undefined && text(item['type']).endsWith('.purged')) {
    const version = number(item['version']);
    if (version > (subject.purged?.version ?? 0)) subject.purged = { version, at };
  }
  // A loan that was torn apart shows here, too, which title and copy it was about.
  const about = item['params']?.M;
  touch(find(`title:${text(about?.['titleId'])}`), at);
  touch(find(`item:${text(about?.['itemId'])}`), at);
};
