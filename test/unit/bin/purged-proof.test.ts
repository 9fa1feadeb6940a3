import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/backups/proof/judge.ts';
import { newSubject, type Subject } from '../../../shared/backups/proof/subject.ts';

const EXPORT = new Date('2026-06-01T02:15:00.000Z');
const LONG_AGO = '2026-05-01T00:00:00.000Z';
const JUST_NOW = '2026-06-01T02:14:00.000Z';
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const noted = (version: number, at = LONG_AGO) => ({ version, hash: `h${version}`, at, file: 'ledger' });

/** A title with three versions, deleted for good; then changed by the case. */
const purged = (at: string, change: (subject: Subject) => void = () => undefined): Subject => {
  const subject = newSubject(`title:${id}`);
  subject.events.push(noted(1), noted(2), noted(3), noted(4, at));
  subject.purged = { version: 4, at };
  subject.touched = at;
  change(subject);
  return subject;
};
const record = (version: number) => ({ version, hash: `h${version}`, at: LONG_AGO, file: 'records', live: false });
const codes = (subject: Subject) => judge(subject, EXPORT).findings.map(({ code }) => code);

describe('a copy, of a record that was deleted for good', () => {
  it('has its events and nothing else: that is right', () => {
    expect(judge(purged(LONG_AGO), EXPORT)).toEqual({ findings: [], torn: false });
  });

  const wrong: readonly [string, (subject: Subject) => void, string][] = [
    ['has the record all the same', (s) => Object.assign(s, { record: record(3) }), 'finding.purged'],
    ['has an earlier version all the same', (s) => void s.history.push(noted(2)), 'finding.purged'],
    ['lacks an event of its past', (s) => void s.events.splice(1, 1), 'finding.event-missing'],
    ['tells its end twice', (s) => void s.events.push(noted(4)), 'finding.event-twice'],
    ['has its gate all the same', (s) => Object.assign(s, { needed: true }), 'finding.reference'],
    ['knows of a later change and has no record', (s) => void s.events.push(noted(5)), 'finding.record-missing'],
  ];
  it.each(wrong)('is wrong when it %s', (_case, change, code) => {
    expect(codes(purged(LONG_AGO, change))).toContain(code);
  });

  it.each(wrong.slice(0, 2))(
    'is torn, not wrong, when it %s and the deletion had only just happened',
    (_case, change) => {
      expect(judge(purged(JUST_NOW, change), EXPORT)).toEqual({ findings: [], torn: true });
    },
  );

  it('may still have a past that is on the list of what is to go', () => {
    const subject = purged(LONG_AGO, (s) => {
      s.tail = true;
      s.history.push(noted(1), noted(2));
    });
    expect(codes(subject)).toEqual([]);
  });

  it('has it as it was brought back since, without what was before', () => {
    const back = (change: (subject: Subject) => void = () => undefined) =>
      purged(LONG_AGO, (s) => {
        s.events.push(noted(5), noted(6));
        s.history.push(noted(5));
        s.record = { ...record(6), live: true };
        s.gate = { items: 0, loans: 0, loanId: undefined, closed: false };
        change(s);
      });
    expect(codes(back())).toEqual([]);
    expect(codes(back((s) => void s.history.splice(0, 1)))).toEqual(['finding.history-missing']);
  });
});
