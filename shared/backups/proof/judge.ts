import { decodeTime } from 'ulid';
import type { FindingCode } from '../../contracts/backups.ts';
import type { Noted, Subject } from './subject.ts';

/**
 * A transaction reaches an export in parts when it was made just before the export's moment; what changed earlier than
 * this before it has long been whole. A restore drops a torn change and takes the version before it from the past.
 */
const TEAR_MS = 5 * 60_000;

export interface Finding {
  readonly code: FindingCode;
  readonly record: string;
  readonly file?: string | undefined;
}
export interface Verdict {
  readonly findings: readonly Finding[];
  /** A change that the export caught half-made, and that a restore repairs. */
  readonly torn: boolean;
  /**
   * Loans a patron's counter is off by. A return that was torn apart leaves no trace of its patron (RULES 12), so
   * whether this is a tear can only be said of all patrons together.
   */
  readonly gap?: number;
}

export const isRecent = (at: string, exportTime: Date): boolean => Date.parse(at) >= exportTime.getTime() - TEAR_MS;

type Say = (code: FindingCode, recent: boolean, file?: string) => void;

const byVersion = (notes: readonly Noted[]): ReadonlyMap<number, Noted> =>
  new Map(notes.map((note) => [note.version, note]));

/** Deleted for good: its events stay, and nothing else of it is there. Returns false where it was brought back since. */
const judgePurged = (subject: Subject, recent: (at: string | undefined) => boolean, say: Say): boolean => {
  const { purged, record } = subject;
  if (purged === undefined || (record !== undefined && record.version > purged.version)) return false;
  const torn = recent(purged.at);
  if (record !== undefined) say('finding.purged', torn, record.file);
  for (const past of subject.history) {
    const isLeft = past.version < purged.version && subject.tail;
    if (!isLeft) say('finding.purged', torn, past.file);
  }
  const events = byVersion(subject.events);
  for (let version = 1; version < purged.version; version += 1)
    if (!events.has(version)) say('finding.event-missing', false);
  // What came after it did not bring it back: then something should be there.
  const top = Math.max(...events.keys());
  if (record === undefined && top > purged.version) say('finding.record-missing', recent(events.get(top)?.at));
  return true;
};

/** When a record was made, by its id; the settings' id says 1970. */
const bornAt = (id: string): string =>
  /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id) ? new Date(decodeTime(id)).toISOString() : '';

/** Every version of the record from 1 on: an event for each, and in the past what each was before the next. */
const judgeLine = (subject: Subject, recent: (at: string | undefined) => boolean, say: Say): void => {
  const { record } = subject;
  const events = byVersion(subject.events);
  const history = byVersion(subject.history);
  if (events.size < subject.events.length) say('finding.event-twice', false);
  if (judgePurged(subject, recent, say)) return;
  const top = Math.max(0, ...events.keys());
  if (record === undefined) {
    if (top > 0) say('finding.record-missing', recent(events.get(1)?.at), events.get(top)?.file);
    else if (subject.history.length > 0) say('finding.record-missing', false, subject.history[0]?.file);
    return;
  }
  const { version } = record;
  if (top === 0) {
    // Made and changed just before the moment, and none of its events came with it.
    const isNew = version === 1 || recent(bornAt(subject.key.slice(subject.key.indexOf(':') + 1)));
    say('finding.record-unknown', isNew && recent(record.at), record.file);
    return;
  }
  const own = events.get(version);
  if (own === undefined) say('finding.record-differs', version > top && recent(record.at), record.file);
  else if (own.hash !== record.hash) say('finding.record-differs', false, record.file);
  for (let next = version + 1; next <= top; next += 1)
    say('finding.record-differs', recent(events.get(next)?.at), record.file);
  // Brought back from a copy after it was deleted for good: what it was before that is gone.
  const since = subject.purged?.version ?? 0;
  for (let past = 1; past < version; past += 1) {
    const event = events.get(past);
    const was = history.get(past);
    const after = events.get(past + 1)?.at ?? record.at;
    if (event === undefined) say('finding.event-missing', recent(was?.at ?? after), was?.file);
    if (was === undefined && past > since) say('finding.history-missing', recent(after), record.file);
    if (event !== undefined && was !== undefined && event.hash !== was.hash)
      say('finding.history-differs', false, was.file);
  }
  for (const past of subject.history) {
    if (past.version < version && past.version >= 1) continue;
    // The record went into its past, and what should have replaced it did not come: a past has no time of its own.
    const isCopy = past.version === version && past.hash === record.hash;
    say('finding.history-differs', isCopy || recent(subject.touched), past.file);
  }
};

const linkProblem = (subject: Subject): FindingCode | undefined => {
  const { record, gate } = subject;
  const [entity] = subject.key.split(':');
  if (entity === 'count') return (gate?.items ?? 0) === subject.items ? undefined : 'finding.counter';
  if (record === undefined) return subject.needed ? 'finding.reference' : undefined;
  switch (entity) {
    case 'title':
      return gate?.items === subject.items && gate.loans === subject.loanIds.length && gate.closed === !record.live
        ? undefined
        : 'finding.counter';
    case 'item': {
      const [loan, ...more] = subject.loanIds;
      if (gate === undefined || gate.closed === record.live) return 'finding.counter';
      if (gate.loanId !== loan || more.length > 0) return 'finding.reference';
      return subject.barcodes === (record.live ? 1 : 0) ? undefined : 'finding.claim';
    }
    case 'patron':
      if (gate?.loans !== subject.loanIds.length || gate.closed === record.live) return 'finding.counter';
      if (subject.barcodes !== 1 || subject.access === undefined) return 'finding.claim';
      return subject.lookups.sort().join(' ') === record.claims ? undefined : 'finding.claim';
    case 'staff':
      return subject.access === record.claims && subject.emails === 1 ? undefined : 'finding.claim';
    case 'job':
      if (!subject.progress) return 'finding.reference';
      return subject.locks === (record.live && record.lock === true ? 1 : 0) ? undefined : 'finding.claim';
    default:
      return undefined;
  }
};

/** Holds one record to its events, its past, and to what others say of it. */
export const judge = (subject: Subject, exportTime: Date): Verdict => {
  const findings: Finding[] = [];
  let torn = false;
  const [entity, id = ''] = subject.key.split(':');
  const record = subject.key.replace(':', ' ');
  const recent = (at: string | undefined): boolean => at !== undefined && isRecent(at, exportTime);
  judgeLine(subject, recent, (code, tear, file) => {
    if (tear) torn = true;
    else findings.push({ code, record, file });
  });
  const problem = linkProblem(subject);
  if (problem === undefined || findings.length > 0) return { findings, torn };
  // What is beside a torn record is torn with it.
  if (torn || [subject.touched, bornAt(id), ...subject.loanIds.map(bornAt)].some(recent))
    return { findings, torn: true };
  const finding = { code: problem, record, file: subject.record?.file };
  const off = Math.abs((subject.gate?.loans ?? 0) - subject.loanIds.length);
  return { findings: [finding], torn, ...(entity === 'patron' && off > 0 ? { gap: off } : {}) };
};
