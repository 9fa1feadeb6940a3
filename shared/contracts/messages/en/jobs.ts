import type { JobKind, JobState } from '../../jobs.ts';
import type { Message } from '../sentence.ts';

export const jobKindMessages = {
  'job.kind.import': { text: 'Import of a catalogue file' },
  'job.kind.batch-undo': { text: 'Undo of a set of changes' },
  'job.kind.backup': { text: 'Backup copy' },
  'job.kind.proof': { text: 'Proof of a backup copy' },
  'job.kind.reindex': { text: 'Building the search index' },
  'job.kind.rebuild': { text: 'Rebuilding the library from a backup copy, to see that it works' },
  'job.kind.self-test': { text: 'Damaging copies on purpose, to see that the proof notices' },
  'job.kind.take-home': { text: 'Sealing a copy to take home' },
  'job.kind.begin-empty': { text: 'Starting with my own books' },
  'job.kind.bin-many': { text: 'Putting titles in the bin' },
  'job.kind.backup-upkeep': { text: 'Looking after the copies: locks, and the catalogue of the year' },
  'job.kind.purge': { text: 'Deleting for good what lay in the bin' },
  'job.kind.restore-plan': { text: 'Looking at what would be restored' },
  'job.kind.restore': { text: 'Restoring' },
} as const satisfies Record<`job.kind.${JobKind}`, Message>;

export const jobStateMessages = {
  'job.state.waiting': { text: 'Waiting for its turn' },
  'job.state.running': { text: 'Working' },
  'job.state.done': { text: 'Done' },
  'job.state.failed': { text: 'Did not finish' },
  'job.state.cancelled': { text: 'Stopped' },
} as const satisfies Record<`job.state.${JobState}`, Message>;

/** Why work ended that nobody stopped and nothing broke. */
export const jobFailureMessages = {
  'job-restored': {
    text: 'This was under way when the backup was made that the library was restored from. It did not go on.',
    next: 'Start it again if you still need it.',
  },
} as const satisfies Record<string, Message>;

/** Approval previews: what a second person is asked to agree to. */
export const approvalMessages = {
  'approval.preview.title.bin-many': {
    text: [
      'Put {records, plural, one {# title} other {# titles}} in the bin: {reason}.',
      'Put {records, plural, one {# title} other {# titles}} in the bin.',
      'Put many titles in the bin.',
    ],
  },
  'approval.preview.bin.purge': {
    text: [
      'Delete {records, plural, one {# record} other {# records}} of the bin for good, "{name}" first among them. A proved copy keeps them until {heldUntil, date}.',
      'Delete {records, plural, one {# record} other {# records}} of the bin for good. A proved copy keeps them until {heldUntil, date}.',
      'Delete records of the bin for good.',
    ],
  },
  'approval.preview.batch.undo': {
    text: [
      '{kind, select, restore {Undo putting records back to what they were {at, moment}} bin {Take out of the bin what was put there together {at, moment}} undo {Do again what was undone {at, moment}} other {Undo "{label}"}}: {records, plural, one {# record goes} other {# records go}} back to what it was.',
      'Undo "{label}": {records, plural, one {# record goes} other {# records go}} back to what it was.',
      'Undo "{label}" as a whole.',
      'Undo a set of changes as a whole.',
    ],
  },
  'approval.preview.recovery.restore': {
    text: [
      '{scope, select, everything {Put the whole library back to what it was {at, moment}} batch {Take a set of changes back} person {Take back what one person changed} other {Put records back to what they were {at, moment}}}: {records, plural, one {# record changes} other {# records change}}. Lending stays as it is.',
      'Put {records, plural, one {# record} other {# records}} back to what they were.',
      'Put records back to what they were.',
    ],
  },
  'approval.preview.take-home.start': {
    text: [
      'Seal a copy of the whole library, to be taken out of the house: {records, plural, one {# record} other {# records}} as of {at, moment}. Only the recovery sheet opens it.',
      'Seal a copy of the whole library, to be taken out of the house.',
    ],
  },
  'approval.preview.library.begin-empty': {
    text: [
      'Start with our own books: {records, plural, one {# demo record goes} other {# demo records go}} to the bin.',
      'Start with our own books: the demo goes to the bin.',
    ],
  },
} as const satisfies Record<string, Message>;
