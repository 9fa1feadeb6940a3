import type { JobKind, JobState } from '../../jobs.ts';
import type { Message } from '../sentence.ts';

export const jobKindMessages = {
  'job.kind.import': { text: 'Import of a catalogue file' },
  'job.kind.batch-undo': { text: 'Undo of a set of changes' },
  'job.kind.backup': { text: 'Backup copy' },
  'job.kind.proof': { text: 'Proof of a backup copy' },
  'job.kind.reindex': { text: 'Building the search index' },
  'job.kind.begin-empty': { text: 'Starting with my own books' },
} as const satisfies Record<`job.kind.${JobKind}`, Message>;

export const jobStateMessages = {
  'job.state.waiting': { text: 'Waiting for its turn' },
  'job.state.running': { text: 'Working' },
  'job.state.done': { text: 'Done' },
  'job.state.failed': { text: 'Did not finish' },
  'job.state.cancelled': { text: 'Stopped' },
} as const satisfies Record<`job.state.${JobState}`, Message>;

/** Approval previews: what a second person is asked to agree to. */
export const approvalMessages = {
  'approval.preview.batch.undo': {
    text: [
      'Undo "{label}": {records, plural, one {# record goes} other {# records go}} back to what it was.',
      'Undo "{label}" as a whole.',
      'Undo a set of changes as a whole.',
    ],
  },
  'approval.preview.library.begin-empty': {
    text: [
      'Start with our own books: {records, plural, one {# demo record goes} other {# demo records go}} to the bin.',
      'Start with our own books: the demo goes to the bin.',
    ],
  },
} as const satisfies Record<string, Message>;
