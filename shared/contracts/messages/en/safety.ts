import type { DamageKind, FindingCode } from '../../backups.ts';
import type { CopyCode, CopyPlace, ReminderCode, SafetyCode } from '../../health.ts';
import type { Message } from '../sentence.ts';

/**
 * The fact of the last good proof. Params: `kind` of proof (`read-back` | `rebuilt`), `at` when it was made and `seconds` how long it took,
 * `copyOf` the moment the copy shows, `records`, `retainUntil` only where the lock binds everybody.
 */
const proof =
  '{at, day, today {Today} yesterday {Yesterday} week {On {at, weekday}} other {On {at, dayMonth}}} we {kind, select, rebuilt {rebuilt the whole library from} other {read back}} {copyOf, day, today {today’s copy} yesterday {yesterday’s copy} week {{copyOf, weekday}’s copy} other {the copy of {copyOf, dayMonth}}} in {seconds, duration}. All {records} records matched.';

/** The safety sentence: fact, date, count and promise, or what is wrong and what to do. */
export const safetyMessages = {
  'safety.proved': {
    text: [
      `${proof} Nobody, not even us, can delete this copy before {retainUntil, date}.`,
      proof,
      'The newest copy was read back, and every record matched.',
    ],
  },
  'safety.proved-trial': {
    text: [
      `${proof} This is a trial: whoever has the AWS account can still delete copies.`,
      'The newest copy was read back, and every record matched. This is a trial: copies can still be deleted.',
    ],
  },
  'safety.proved-practice': {
    text: [
      `${proof} Practice library on this computer; copies here can be deleted.`,
      'Practice library on this computer; copies here can be deleted. The newest copy was read back, and every record matched.',
    ],
  },
  'safety.never': {
    text: 'There is no backup copy yet. If this library were lost now, it could not be got back.',
    next: 'Back up now. It takes a few minutes and nothing stops meanwhile.',
  },
  'safety.stale': {
    text: [
      'No copy was proved since {lastProofAt, moment}. That is too long ago to be sure.',
      'No copy was proved for {days, plural, one {# day} other {# days}}. That is too long to be sure.',
      'No copy was proved for more than a week. That is too long to be sure.',
    ],
    next: 'Back up now, and see whether the proof passes.',
  },
  'safety.failed': {
    text: [
      'The copy of {copyOf, moment} did not prove: what was read back does not match the library.',
      'The newest copy did not prove: what was read back does not match the library.',
    ],
    next: 'Back up now to have a good copy, then see what was found wrong.',
  },
  'safety.self-test-missed': {
    text: [
      'We damaged {damages, plural, one {# copy} other {# copies}} on purpose {at, moment}, and the proof took {missed, plural, one {# of them} other {# of them}} for whole. Until that is mended, a green sentence here means less than it says.',
      'The proof took a damaged copy for whole. Until that is mended, a green sentence here means less than it says.',
    ],
    next: 'See which damage was missed, and tell whoever looks after the system. Keep a take-home copy meanwhile.',
  },
  'safety.late': {
    text: [
      'The newest copy shows the library of {copyOf, moment}. A copy is made every night, so {days, plural, one {one is missing} other {# are missing}}.',
      'The newest copy is too old: a copy is made every night.',
    ],
    next: 'Back up now. If it fails, what it says is the reason.',
  },
  'safety.no-proof': {
    text: [
      'There is a copy of {copyOf, moment}, but nobody has read it back yet. A copy that was never read back is only a hope.',
      'There is a copy, but nobody has read it back yet. A copy that was never read back is only a hope.',
    ],
    next: 'Prove this copy.',
  },
  'safety.older-failed': {
    text: [
      'An older copy, of {copyOf, moment}, did not prove. The newest one did.',
      'An older copy did not prove. The newest one did.',
    ],
    next: 'See what was found wrong in it. Use a newer copy if something must be got back.',
  },
  'safety.vault-missing': {
    text: [
      'Of {missing, plural, one {# file} other {# files}} in the vault there is no whole copy yet.',
      'Of some files in the vault there is no whole copy yet.',
    ],
    next: 'Back up now: each backup copies the files that have none.',
  },
  'safety.vault-lock-short': {
    text: [
      'The lock on a file in the vault ends in {days, plural, one {# day} other {# days}}, and nothing has extended it.',
      'The lock on a file in the vault ends soon, and nothing has extended it.',
    ],
    next: 'Back up now: each backup extends the locks of the files it needs.',
  },
  'safety.offsite-late': {
    text: [
      'The newest copy in the other account is of {copyOf, moment}. It should be a day old at most.',
      'No copy has arrived in the other account yet.',
    ],
    next: 'Ask whoever looks after the other account whether it still takes copies. Those here are untouched.',
  },
  'safety.running': {
    text: 'A backup is being made right now. This page says how it went as soon as it is read back.',
  },
} as const satisfies Record<SafetyCode, Message>;

/** Worth doing one of these days; said in a calm voice. */
export const reminderMessages = {
  'reminder.take-home-never': {
    text: 'No copy is kept outside the house yet. A take-home copy is one sealed file on a memory stick.',
    next: 'Make a take-home copy. It needs the printed recovery sheet to be opened.',
  },
  'reminder.take-home-old': {
    text: [
      'The last take-home copy was made {at, day, today {today} yesterday {yesterday} week {on {at, weekday}} other {on {at, dayMonth}}}. Make one every month.',
      'The last take-home copy is more than a month old.',
    ],
    next: 'Make a new one and put it where the old one is.',
  },
  'reminder.rebuild-never': {
    text: 'The library was never rebuilt from a copy to see whether that works.',
    next: 'Rehearse it: a scratch copy is made, compared record by record, and removed.',
  },
  'reminder.rebuild-old': {
    text: [
      'The library was last rebuilt from a copy {at, moment}. That should happen every week.',
      'The last rebuild is more than two weeks old. It should happen every week.',
    ],
    next: 'Rehearse it again.',
  },
  'reminder.self-test-never': {
    text: 'Nobody has checked yet that a damaged copy would be noticed.',
    next: 'Test it: copies are damaged on purpose, and the proof must say so. Real copies are not touched.',
  },
  'reminder.self-test-old': {
    text: [
      'We last checked {at, moment} that a damaged copy would be noticed. That should happen every week.',
      'It is more than two weeks ago that we checked whether a damaged copy would be noticed.',
    ],
    next: 'Test it again.',
  },
} as const satisfies Record<ReminderCode, Message>;

/** The places of copies, as headings. */
export const placeMessages = {
  'place.live': { text: 'The library itself' },
  'place.kept': { text: 'Backup copies' },
  'place.offsite': { text: 'In another account' },
  'place.take-home': { text: 'Out of the house' },
  'place.undeletable': { text: 'Undeletable' },
  'place.errors': { text: 'No errors' },
} as const satisfies Record<`place.${CopyPlace}`, Message>;

/** Where the copies are, against the rule of thumb 3-2-1-1-0. */
export const copyMessages = {
  'copy.live': {
    text: 'Any moment of the last 35 days can be got back.',
  },
  'copy.live-practice': { text: 'On the disk of this computer.' },
  'copy.kept': {
    text: [
      '{count, plural, one {# backup copy} other {# backup copies}}, the newest of {copyOf, moment}, in a store of another kind.',
      'Backup copies, in a store of another kind.',
    ],
  },
  'copy.kept-late': {
    text: ['The newest backup copy is of {copyOf, moment}. One is made every night.', 'The newest backup copy is old.'],
    next: 'Back up now.',
  },
  'copy.kept-none': { text: 'No backup copy yet.', next: 'Back up now.' },
  'copy.offsite': {
    text: [
      'Copies go to another AWS account, the newest of {copyOf, moment}. Whoever breaks into this one cannot reach them.',
      'Copies go to another AWS account. Whoever breaks into this one cannot reach them.',
    ],
  },
  'copy.offsite-late': {
    text: [
      'The newest copy in the other account is of {copyOf, moment}. It should be a day old at most.',
      'No copy has arrived in the other account yet.',
    ],
    next: 'Ask whoever looks after that account whether it still takes copies.',
  },
  'copy.offsite-none': {
    text: 'No copy goes to another account. Somebody who gets hold of this AWS account could lock you out of all copies here.',
    next: 'Ask whoever set this up to name a second account (offsiteAccount in cdk.json). Until then, the take-home copy stands in for it.',
  },
  'copy.offsite-practice': {
    text: 'A practice library stays on this computer. If the disk breaks, the copies are gone too.',
    next: 'Make a take-home copy, and keep it on another disk.',
  },
  'copy.take-home': {
    text: ['A sealed copy out of the house, taken {at, moment}.', 'A sealed copy out of the house.'],
  },
  'copy.take-home-old': {
    text: ['The last take-home copy was taken {at, moment}.', 'The last take-home copy is more than a month old.'],
    next: 'Make a new one: once a month.',
  },
  'copy.take-home-none': {
    text: 'No copy is out of the house and off the network.',
    next: 'Make a take-home copy and put the file on a memory stick. It opens with the printed recovery sheet alone.',
  },
  'copy.undeletable': {
    text: [
      'Nobody, not even us, can delete the newest monthly copy before {until, date}.',
      'Nobody, not even us, can delete the copies before their day.',
    ],
  },
  'copy.deletable-trial': {
    text: 'This is a trial: whoever has the AWS account can still delete copies.',
    next: 'Ask whoever set this up to make copies undeletable (protection "production" in cdk.json). It cannot be taken back.',
  },
  'copy.deletable-practice': {
    text: 'Practice library: copies on this computer can be deleted.',
    next: 'That is as it should be while you try things out. In the cloud, copies can be made undeletable.',
  },
  'copy.errors-none': {
    text: [
      '{kind, select, rebuilt {Rebuilt} other {Read back}} {at, moment}, all {records} records matched.',
      'The last proof found none.',
    ],
  },
  'copy.errors-found': {
    text: ['The proof of {at, moment} found errors.', 'The last proof found errors.'],
    next: 'Back up now, and see below what was found wrong.',
  },
  'copy.errors-unknown': { text: 'No copy was proved yet.', next: 'Prove one.' },
} as const satisfies Record<CopyCode, Message>;

/** What a proof may find; params `file` and `record` where known. */
/** What the self-test does to copies. */
export const damageMessages = {
  'damage.flipped-byte': { text: 'One bit of a file changed' },
  'damage.cut-file': { text: 'Half of a file cut off' },
  'damage.emptied-file': { text: 'A file emptied' },
  'damage.swapped-files': { text: 'Two files under each other’s name' },
  'damage.lost-manifest': { text: 'The list of files taken away' },
  'damage.rolled-back': { text: 'The description of the copy replaced by an older one' },
  'damage.dropped-line': { text: 'A record taken out, and every sum made to fit' },
  'damage.foreign-record': { text: 'A record added that never was, and every sum made to fit' },
  'damage.torn-transaction': { text: 'A change caught half-made' },
} as const satisfies Record<`damage.${DamageKind}`, Message>;

export const findingMessages = {
  'finding.file-changed': {
    text: ['The file {file} is not the file that was put away.', 'A file is not the one that was put away.'],
  },
  'finding.file-missing': { text: ['The file {file} is missing.', 'A file is missing.'] },
  'finding.file-replaced': {
    text: ['The file {file} was replaced by another one.', 'A file was replaced by another one.'],
  },
  'finding.file-unreadable': { text: ['The file {file} cannot be read.', 'A file cannot be read.'] },
  'finding.canary': { text: 'The key in the copy does not open what was sealed to test it.' },
  'finding.sealed-field': {
    text: [
      'The keys in the copy do not open what is sealed of the {record}.',
      'The keys in the copy do not open a patron’s record.',
    ],
  },
  'finding.recovery': { text: 'The key in the copy that is meant for the recovery sheet is not whole.' },
  'finding.nothing-compared': { text: 'There was nothing to compare, so nothing is proved.' },
  'finding.count': { text: 'It does not hold as many records as it says.' },
  'finding.digest': { text: 'Its records together are not what they were when it was made.' },
  'finding.event-missing': {
    text: ['The record {record} has a change that the ledger does not know.', 'A change is missing from the ledger.'],
  },
  'finding.event-differs': {
    text: [
      'The ledger of the library tells a change of the record {record} otherwise than the copy.',
      'The ledger of the library tells a change otherwise than the copy.',
    ],
  },
  'finding.event-twice': {
    text: ['The ledger tells a change of the record {record} twice.', 'The ledger tells a change twice.'],
  },
  'finding.history-differs': {
    text: ['An earlier version of the record {record} is not what it was.', 'An earlier version is not what it was.'],
  },
  'finding.history-missing': {
    text: ['An earlier version of the record {record} is missing.', 'An earlier version is missing.'],
  },
  'finding.record-differs': {
    text: ['The record {record} is not what the ledger says it was.', 'A record is not what the ledger says it was.'],
  },
  'finding.record-missing': {
    text: [
      'The record {record} is in the ledger but not in the copy.',
      'A record is in the ledger but not in the copy.',
    ],
  },
  'finding.record-twice': { text: ['The record {record} is in the copy twice.', 'A record is in the copy twice.'] },
  'finding.record-unknown': {
    text: [
      'The record {record} is in the copy but not in the ledger.',
      'A record is in the copy but not in the ledger.',
    ],
  },
  'finding.reference': {
    text: [
      'Something hangs on the record {record} that does not fit it, or it is not there.',
      'Something hangs on a record that is not there.',
    ],
  },
  'finding.purged': {
    text: [
      'The record {record} was deleted for good, and is in the copy all the same.',
      'A record that was deleted for good is in the copy all the same.',
    ],
  },
  'finding.counter': { text: ['A count beside the record {record} is wrong.', 'A count is wrong.'] },
  'finding.claim': {
    text: [
      'The barcode, the name or the sign-in kept beside the record {record} does not belong to it.',
      'A barcode, a name or a sign-in is kept beside a record that it does not belong to.',
    ],
  },
} as const satisfies Record<FindingCode, Message>;

/** Why a backup was not made; what does not fit in its files is said as a finding. */
export const backupFailureMessages = {
  'backup-export-failed': {
    text: 'DynamoDB could not write the table {table} out ({why}).',
    next: 'Back up now, once more. What was copied before is untouched.',
  },
} as const satisfies Record<string, Message>;
