import { encodeTime } from 'ulid';
import type { AttributeMap, AttributeValue } from '../../aws/attribute-value.ts';
import type { BackupTable } from '../manifest.ts';

export const text = (value: AttributeValue | undefined): string => value?.S ?? '';
export const count = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);

/** Which row of which table. */
export const rowKey = (table: BackupTable, item: AttributeMap): string =>
  `${table}\n${text(item['PK'])}\n${text(item['SK'])}`;

/** What a row is to the record it belongs to. */
export type RowRole = 'record' | 'past' | 'event' | 'beside' | 'key';
export interface RowPlace {
  readonly role: RowRole;
  /** `title:01…` */
  readonly subject: string;
  /** When the row was written, as far as it says. */
  readonly at: string;
}

const beside = (kind: string, rest: string, item: AttributeMap): string | undefined => {
  const sort = text(item['SK']);
  if (sort === 'GATE') return `${kind.toLowerCase()}:${rest}`;
  switch (kind) {
    case 'BARCODE':
      return `${text(item['entity'])}:${text(item['id'])}`;
    case 'LOOKUP':
      return `patron:${sort}`;
    case 'ACCESS':
      return `${text(item['kind'])}:${rest}`;
    case 'NAME':
      return `${rest.startsWith('staff-email#') ? 'staff' : 'branch'}:${text(item['id'])}`;
    case 'JOB':
      return `job:${rest}`;
    case 'RUNNING':
      return `job:${text(item['jobId'])}`;
    default:
      return undefined;
  }
};

/** The record a row belongs to; undefined for what belongs to none: reads, sessions, counts of the whole. */
export const placeOf = (table: BackupTable, item: AttributeMap): RowPlace | undefined => {
  const [kind = '', ...more] = text(item['PK']).split('#');
  const rest = more.join('#');
  if (table === 'ledger')
    return item['hash'] === undefined
      ? undefined
      : { role: 'event', subject: `${text(item['entity'])}:${text(item['recordId'])}`, at: text(item['at']) };
  if (table === 'keys') return kind === 'PERSON' ? { role: 'key', subject: `patron:${rest}`, at: '' } : undefined;
  if (text(item['SK']) === 'REC')
    return { role: 'record', subject: `${text(item['entity'])}:${text(item['id'])}`, at: text(item['updatedAt']) };
  if (kind === 'HIST') return { role: 'past', subject: more.join(':'), at: text(item['was']?.M?.['updatedAt']) };
  const subject = beside(kind, rest, item);
  return subject === undefined ? undefined : { role: 'beside', subject, at: '' };
};

/** Says whether something is new enough to have been on its way when the export was made. */
export const newnessSince = (since: Date) => {
  const instant = since.toISOString();
  const id = encodeTime(since.getTime());
  return {
    at: (moment: string): boolean => moment >= instant,
    /** By the time in its id. */
    born: (subject: string): boolean => {
      const own = subject.slice(subject.indexOf(':') + 1);
      return own.length === 26 && own >= id;
    },
  };
};
export type Newness = ReturnType<typeof newnessSince>;
