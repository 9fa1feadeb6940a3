import type { SafetyHealth } from '../../backups.ts';
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
      'Practice library on this computer; copies here can be deleted. {at, moment} we {kind, select, rebuilt {rebuilt the whole library from the copy of {copyOf, moment}} other {read the whole copy of {copyOf, moment} back}}. All {records} records matched.',
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
  'finding.file-changed': { text: 'The file {file} is not the file that was put away.' },
  'finding.file-missing': { text: 'The file {file} is missing.' },
  'finding.record-differs': { text: 'The record {record} is not what the ledger says it was.' },
  'finding.record-missing': { text: 'The record {record} is in the ledger but not in the copy.' },
} as const satisfies Record<string, Message>;
