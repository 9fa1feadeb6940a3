import type { FindingCode, SafetyHealth } from '../../backups.ts';
import type { Message } from '../sentence.ts';

/**
 * The safety sentence. Params: `kind` of proof (`read-back` | `rebuilt`), `at` when it was proved,
 * `copyOf` the moment the copy shows, `records`, `retainUntil` only where the lock binds everybody; `lastProofAt` and `days` when stale.
 */
export const safetyMessages = {
  'safety.proved': {
    text: [
      '{at, moment}, we {kind, select, rebuilt {rebuilt the whole library from the copy of {copyOf, moment}} other {read the whole copy of {copyOf, moment} back}}. All {records} records matched. Nobody, not even us, can delete this copy before {retainUntil, date}.',
      '{at, moment}, we {kind, select, rebuilt {rebuilt the whole library from the copy of {copyOf, moment}} other {read the whole copy of {copyOf, moment} back}}. All {records} records matched.',
      'The newest copy was read back, and every record matched.',
    ],
  },
  'safety.proved-practice': {
    text: [
      '{at, moment}, we {kind, select, rebuilt {rebuilt the whole library from the copy of {copyOf, moment}} other {read the whole copy of {copyOf, moment} back}}. All {records} records matched. Practice library on this computer; copies here can be deleted.',
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
  'safety.no-proof': {
    text: [
      'There is a copy of {copyOf, moment}, but nobody has read it back yet. A copy that was never read back is only a hope.',
      'There is a copy, but nobody has read it back yet. A copy that was never read back is only a hope.',
    ],
    next: 'Prove this copy.',
  },
  'safety.running': {
    text: 'A backup is being made right now. This page says how it went as soon as it is read back.',
  },
} as const satisfies Record<SafetyHealth['code'], Message>;

/** What a proof may find; params `file` and `record` where known. */
export const findingMessages = {
  'finding.file-changed': {
    text: ['The file {file} is not the file that was put away.', 'A file is not the one that was put away.'],
  },
  'finding.file-missing': { text: ['The file {file} is missing.', 'A file is missing.'] },
  'finding.file-replaced': {
    text: ['The file {file} was replaced by another one.', 'A file was replaced by another one.'],
  },
  'finding.file-unreadable': { text: ['The file {file} cannot be read.', 'A file cannot be read.'] },
  'finding.nothing-compared': { text: 'There was nothing to compare, so nothing is proved.' },
  'finding.count': { text: 'It does not hold as many records as it says.' },
  'finding.digest': { text: 'Its records together are not what they were when it was made.' },
  'finding.event-missing': {
    text: ['The record {record} has a change that the ledger does not know.', 'A change is missing from the ledger.'],
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
