/**
 * Every key of every table, each beside the question it answers.
 * GSI1: what hangs on what. GSI2: by state and time. GSI3: kept free for what comes.
 */
import type { Entity } from '../contracts/record.ts';

export interface Key {
  readonly PK: string;
  readonly SK: string;
}
export interface IndexKeys {
  readonly GSI1PK?: string;
  readonly GSI1SK?: string;
  readonly GSI2PK?: string;
  readonly GSI2SK?: string;
  readonly GSI3PK?: string;
  readonly GSI3SK?: string;
}
export const indexKeyNames = ['GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK', 'GSI3PK', 'GSI3SK'] as const;

/** Versions sort as text: nine digits are a change a second for thirty years. */
const digits = (version: number): string => String(version).padStart(9, '0');

/** "Give me this record." */
export const recordKey = (entity: Entity, id: string): Key => ({ PK: `${entity.toUpperCase()}#${id}`, SK: 'REC' });
/** "What was it ever?" */
export const historyOf = (entity: Entity, id: string): string => `HIST#${entity}#${id}`;
/** "What was it at that version?" */
export const historyKey = (entity: Entity, id: string, version: number): Key => ({
  PK: historyOf(entity, id),
  SK: digits(version),
});
/** Counters and locks beside a patron, item or title; no history, no event. */
export const gateKey = (entity: 'patron' | 'item' | 'title', id: string): Key => ({
  PK: `${entity.toUpperCase()}#${id}`,
  SK: 'GATE',
});
/** "Whose barcode is this?" One name space for cards and copies, by keyed hash. */
export const barcodeKey = (hash: string): Key => ({ PK: `BARCODE#${hash}`, SK: 'BARCODE' });
/** "Which patrons have this word in their name, this card, this e-mail?" */
export const lookupKey = (hash: string, patronId: string): Key => ({ PK: `LOOKUP#${hash}`, SK: patronId });
/** "What may this person do?" Read with the session at every request. */
export const accessKey = (personId: string): Key => ({ PK: `ACCESS#${personId}`, SK: 'ACCESS' });
/** "How far is this job?" */
export const progressKey = (jobId: string): Key => ({ PK: `JOB#${jobId}`, SK: 'PROGRESS' });
/** "What became of the records of this import?" Chunks in order. */
export const reportKey = (jobId: string, chunk: number): Key => ({ PK: `JOB#${jobId}`, SK: `REPORT#${digits(chunk)}` });
/** "What would an import of this file bring?" Written when it is released. */
export const previewKey = (uploadId: string): Key => ({ PK: `UPLOAD#${uploadId}`, SK: 'PREVIEW' });
/** "What would going back change?" The rows of a plan in order, what it was made of, and what it read from a backup. */
export const planRowsKey = (jobId: string, chunk: number): Key => ({
  PK: `JOB#${jobId}`,
  SK: `PLANROWS#${digits(chunk)}`,
});
export const planWorkKey = (jobId: string, round: string, chunk: number): Key => ({
  PK: `JOB#${jobId}`,
  SK: `PLANWORK#${round}#${digits(chunk)}`,
});
export const planImageKey = (jobId: string, entity: string, id: string): Key => ({
  PK: `JOB#${jobId}`,
  SK: `PLANIMAGE#${entity}#${id}`,
});
/** "How large is the plan, and what is its hash?" */
export const planKey = (jobId: string): Key => ({ PK: `JOB#${jobId}`, SK: 'PLAN' });
/** "Is one of these running?" A lock held by the job's id. */
export const runningKey = (kind: string): Key => ({ PK: `RUNNING#${kind}`, SK: 'RUNNING' });
/** "Is there a library here?" Its settings: founding writes them, and a restore writes them last of all. */
export const libraryKey = (): Key => recordKey('settings', '00000000000000000000000000');
/** The single settings record and the one branch by its code. */
export const nameKey = (kind: 'branch' | 'staff-email', name: string): Key => ({
  PK: `NAME#${kind}#${name}`,
  SK: 'NAME',
});

/** "The copies of this title." */
export const itemsOfTitle = (titleId: string) => `TITLE#${titleId}#ITEMS`;
/** "What this patron has on loan", by keyed reference. */
export const loansOfPatron = (patronRef: string) => `PATRONREF#${patronRef}`;
/** "What is due, soonest first", while open. */
export const openLoans = () => 'OPENLOANS';
/** "How much was lent, and how much came back, on this day at the branch?" */
export const lentOn = (day: string) => `LENT#${day}`;
export const returnedOn = (day: string) => `RETURNED#${day}`;
/** "What lies in the bin, newest first." */
export const inBin = (shelf: BinShelf) => `BIN#${shelf}`;
export type BinShelf = 'catalogue' | 'patrons' | 'branches';
/** "Of which purged record are earlier versions still there?" Gone with the last of them. */
export const purgeTailKey = (entity: Entity, id: string): Key => ({ PK: `PURGED#${entity}#${id}`, SK: 'TAIL' });
export const purgeTails = () => 'PURGETAILS';
/** "Which copies and patrons does this branch have, out of the bin?" */
export const ofBranch = (code: string) => `BRANCH#${code}#OPEN`;
/** "All of a small kind, newest first": branches, staff, jobs, batches, backups, approvals. */
export const allOf = (entity: Entity) => `ALL#${entity}`;
/** "Unfinished jobs." */
export const openJobs = () => 'OPENJOBS';

/** ledger: "The past of this record." */
export const eventKey = (entity: string, recordId: string, eventId: string): Key => ({
  PK: `${entity}#${recordId}`,
  SK: eventId,
});
/** ledger GSI1: "What has no place in the tree yet?" Removed when the sequencer places it. */
export const pendingEvents = () => 'PENDING';
/** ledger GSI2: "What did this person do that day?" */
export const eventsOfActor = (actorId: string, day: string) => `ACTOR#${actorId}#${day}`;
/** ledger GSI3: "What changed in this batch?" */
export const eventsOfBatch = (batchId: string) => `BATCH#${batchId}`;
/** ledger GSI3: "What changed on this day, by itself?" Changes that going back could undo; those of a batch stand there. */
export const changesOnDay = (day: string) => `DAY#${day}`;

/** keys: a class key, or the key of one person. */
export const classKeyKey = (name: string): Key => ({ PK: `CLASS#${name}`, SK: 'KEY' });
export const personKeyKey = (personId: string): Key => ({ PK: `PERSON#${personId}`, SK: 'KEY' });
/** keys: "Is this deployment being filled from a backup, or was it?" One mark, which no backup brings along. */
export const restoreKey = (): Key => ({ PK: 'RESTORE#library', SK: 'STATE' });

/** transient. */
export const sessionKey = (hash: string): Key => ({ PK: `SESSION#${hash}`, SK: 'SESSION' });
/** "Where is this person signed in?" */
export const sessionsOfPerson = (personId: string) => `PERSONSESSIONS#${personId}`;
export const sessionOfPersonKey = (personId: string, hash: string): Key => ({
  PK: sessionsOfPerson(personId),
  SK: hash,
});
export const signInKey = (hash: string): Key => ({ PK: `SIGNIN#${hash}`, SK: 'SIGNIN' });
export const idempotencyKey = (personId: string, key: string): Key => ({ PK: `IDEM#${personId}#${key}`, SK: 'IDEM' });
/** "Did this manager get this week's mail?" Weeks by their Monday. */
export const weeklyMailKey = (monday: string, staffId: string): Key => ({ PK: `WEEKLY#${monday}`, SK: staffId });
/** The search log: one head, then edits in order. */
export const searchHeadKey = (): Key => ({ PK: 'SEARCHLOG', SK: 'HEAD' });
export const searchLogPartition = (position: number) => `SEARCHLOG#${Math.floor(position / 1000)}`;
export const searchEntryKey = (position: number): Key => ({ PK: searchLogPartition(position), SK: digits(position) });
