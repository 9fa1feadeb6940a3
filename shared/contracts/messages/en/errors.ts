import type { ErrorCode } from '../../errors.ts';
import type { Message } from '../sentence.ts';

/**
 * Every refusal in three parts: what was not done and why (`text`), the next step (`next`).
 * The params each may use stand in its braces; a template whose params are missing gives way to the next one.
 */
export const errorMessages = {
  'invalid-input': {
    text: ['Not done: "{field}" is not right.', 'Not done: something you typed is not right.'],
    next: 'Correct what is marked and try again.',
  },
  'header-missing': {
    text: 'Not done: the page did not say which version you were looking at.',
    next: 'Load the page again, then repeat what you did.',
  },
  'not-signed-in': { text: 'You are not signed in.', next: 'Sign in. You will come back to this page.' },
  'session-ended': {
    text: 'You were signed out, because nothing happened here for a while or because you signed out elsewhere.',
    next: 'Sign in again. You will come back to this page.',
  },
  'sign-in-failed': { text: 'Signing in did not finish.', next: 'Begin again. If it keeps failing, ask a manager.' },
  'not-allowed': {
    text: ['Not done: your role does not include "{permission}".', 'Not done: this is not part of your role.'],
    next: 'Ask a manager to do it, or to change what you may do.',
  },
  'training-needed': {
    text: [
      'Not done: this needs the lesson "{course}", and yours has run out or not begun.',
      'Not done: this needs a lesson first.',
    ],
    next: 'Take the lesson, then try again. A manager can see what is due.',
  },
  'wrong-site': {
    text: 'You are signed in on the other site.',
    next: 'Staff use the console, readers use the catalogue. Sign in here with the right account.',
  },
  'wrong-origin': {
    text: 'Not done: the request came from another web site.',
    next: 'If you did not just come from another page, tell a manager.',
  },
  'step-up-needed': {
    text: 'This step needs to know that it is really you.',
    next: 'Sign in again. It counts for two minutes, and for this step only.',
  },
  'approval-needed': {
    text: [
      'Not done yet: {records, plural, one {# record} other {# records}} at once needs a second person.',
      'Not done yet: this needs a second person.',
    ],
    next: 'Your request is waiting. Ask another manager to look under Approvals; once they agree, do the same again.',
  },
  'approval-own': {
    text: 'You asked for this yourself, so you cannot be the second person.',
    next: 'Ask another manager.',
  },
  'approval-mismatch': {
    text: 'The approval was given for a different request.',
    next: 'Ask again, for what you want to do now.',
  },
  'approval-closed': {
    text: [
      '{state, select, expired {This request has run out.} used {What was asked for has been done already.} other {This request was already decided.}}',
      'This request was already decided or has run out.',
    ],
    next: 'Ask again if it is still needed.',
  },
  'not-found': {
    text: 'Nothing is here any more, or it was never here.',
    next: 'Search for it, or look in the bin.',
  },
  'route-unknown': { text: 'There is no such page.', next: 'Go to the first page and search.' },
  'stale-version': {
    text: [
      'Not saved: {actorName} changed this record {at, moment}, after you opened it.',
      'Not saved: this record was changed {at, moment}, after you opened it.',
      'Not saved: somebody changed this record after you opened it.',
    ],
    next: 'Look at the newest version. What you typed is still here to copy from.',
  },
  'already-exists': {
    text: ['There is already somebody with the address {email}.', 'This is already there.'],
    next: 'Look for it in the list.',
  },
  'barcode-in-use': {
    text: [
      'Not saved: the barcode {barcode} is already on something else.',
      'Not saved: this barcode is already on something else.',
    ],
    next: 'Scan the barcode at the desk to see where it is, or use another one.',
  },
  'barcode-unknown': {
    text: ['Nothing here has the barcode {barcode}.', 'Nothing here has this barcode.'],
    next: 'Scan it again. If the copy is new, add it to its title first.',
  },
  'barcode-not-patron': {
    text: ['{barcode} is not a library card.', 'This is not a library card.'],
    next: 'Scan the card of the patron.',
  },
  'in-bin': {
    text: ['Not done: "{title}" is in the bin.', 'Not done: this is in the bin.'],
    next: 'Take it out of the bin first.',
  },
  'not-in-bin': { text: 'This is not in the bin any more.', next: 'Load the page again to see it as it is now.' },
  'no-proved-copy': {
    text: [
      'Not deleted: no proved backup holds "{name}" yet.',
      'Not deleted: no proved backup holds {records, plural, one {this record} other {these # records}} yet.',
      'Not deleted: no proved backup holds it yet.',
    ],
    next: 'Back up now and wait until the copy is proved, then do the same again. Here in the bin it is safe meanwhile.',
  },
  'in-purge': {
    text: 'Not taken out: this is being deleted for good right now.',
    next: 'A backup still holds it. A manager can bring it back with the time machine.',
  },
  'branch-in-use': {
    text: ['Not binned: "{name}" still has copies or patrons.', 'Not binned: the branch still has copies or patrons.'],
    next: 'Move them to another branch first.',
  },
  'last-branch': {
    text: 'Not binned: this is the last branch, and a library needs one.',
    next: 'Rename it instead, under Settings.',
  },
  'item-on-loan': {
    text: [
      'Not lent: {borrower} has it, due back {dueDate, date}.',
      'Not lent: {borrower} has it.',
      'Not done: this copy is on loan, due back {dueDate, date}.',
      'Not done: this copy is already on loan.',
    ],
    next: 'If the copy is in your hand, take it back first, then lend it.',
  },
  'item-not-on-loan': {
    text: ['"{title}" was not on loan.', 'This copy was not on loan.'],
    next: 'Nothing to take back. Put it on its shelf.',
  },
  'item-not-lendable': {
    text: ['Not lent: "{title}" may only be read here.', 'Not lent: this kind of copy may only be read here.'],
    next: 'Offer a place to read it, or another copy.',
  },
  'items-on-loan': {
    text: [
      'Not binned: {count, plural, one {# copy is} other {# copies are}} on loan.',
      'Not binned: copies of it are on loan.',
    ],
    next: 'Take the copies back first.',
  },
  'patron-has-loans': {
    text: [
      'Not binned: {count, plural, one {# loan is} other {# loans are}} still open.',
      'Not binned: loans are still open.',
    ],
    next: 'Take the copies back first.',
  },
  'patron-expired': {
    text: ['Not lent: the card ran out on {expires, date}.', 'Not lent: the card has run out.'],
    next: 'Renew the card on the patron page, then scan again.',
  },
  'patron-blocked': {
    text: 'Not lent: the card is blocked.',
    next: 'Read the note on the patron page. A manager can lift the block.',
  },
  'loan-limit': {
    text: [
      'Not lent: {limit, plural, one {# loan is} other {# loans are}} allowed, and all are used.',
      'Not lent: no more loans are allowed on this card.',
    ],
    next: 'Take something back first.',
  },
  'renewal-limit': {
    text: [
      'Not renewed: {limit, plural, one {# renewal is} other {# renewals are}} allowed, and all are used.',
      'Not renewed: it was renewed as often as allowed.',
    ],
    next: 'The copy has to come back. It can be lent again if nobody waits for it.',
  },
  'renewal-too-soon': {
    text: ['Not renewed: it is due {dueDate, date} anyway.', 'Not renewed: renewing now would not give a later date.'],
    next: 'Renew closer to the due date.',
  },
  'loan-closed': { text: 'This was already returned.', next: 'Nothing more to do.' },
  'undo-too-late': {
    text: 'Not undone: something else has happened since.',
    next: 'Lend it or take it back instead.',
  },
  'idempotency-reused': {
    text: 'Not done: the page used an old key for a new request.',
    next: 'Load the page again, then repeat what you did.',
  },
  'file-too-large': {
    text: [
      'Not sent: the file has {size, bytes}; at most {max, bytes} can be read.',
      'Not sent: the file is too large; at most {max, bytes} can be read.',
      'Not sent: the file is too large.',
    ],
    next: 'Export it in smaller parts and import them one after the other.',
  },
  'upload-expired': {
    text: 'The time for sending this file is over.',
    next: 'Choose the file again; sending begins anew.',
  },
  'upload-incomplete': {
    text: 'Parts of the file did not arrive.',
    next: 'Choose the same file again: only what is missing is sent.',
  },
  'upload-not-released': {
    text: ['The checks did not let this file in: {why}.', 'The checks have not let this file in.'],
    next: 'See what each check said. Ask whoever made the file for a clean export.',
  },
  'job-not-cancellable': {
    text: 'This work is already over, or cannot be stopped half-way.',
    next: 'See how it ended under Jobs.',
  },
  'job-running': {
    text: 'Not started: the same kind of work is already running.',
    next: 'Wait until it is done. You can watch it under Jobs.',
  },
  'batch-not-undoable': {
    text: ['Not undone: {why}.', 'Not undone: this set of changes is still open, or was undone before.'],
    next: 'See under Jobs what happened to it.',
  },
  'plan-changed': {
    text: 'Not restored: this is not the plan you looked at, or it is not finished.',
    next: 'Look at the plan again, then restore.',
  },
  'nothing-to-restore': {
    text: 'Nothing to restore: with these choices no record would change.',
    next: 'Choose another moment, or include more records.',
  },
  'no-recovery-sheet': {
    text: 'Not made: there is no recovery sheet yet, so nobody could open the copy.',
    next: 'Make and print the recovery sheet first, under Safety, Take a copy home.',
  },
  'backup-not-proved': {
    text: 'Not made: this backup is not proved, and a copy of it might hold nothing.',
    next: 'Prove it first, under Safety, or choose one that is proved.',
  },
  'last-manager': {
    text: 'Not done: this is the last manager, and a library without one is locked for good.',
    next: 'Make somebody else a manager first.',
  },
  'record-too-large': {
    text: [
      'Not saved: the record has {bytes, bytes}; at most {limit, bytes} fit.',
      'Not saved: the record is too large.',
    ],
    next: 'Shorten long notes or contents, or split the record.',
  },
  'too-many-requests': { text: 'Too many requests in a short time.', next: 'Wait a moment, then try again.' },
  busy: { text: 'The library is busy just now; nothing was changed.', next: 'Try again in a few seconds.' },
  'search-not-ready': {
    text: 'Search is being prepared.',
    next: 'Try again in a minute. Barcodes at the desk work already.',
  },
  'store-full': {
    text: 'Not saved: there is no room left on the disk.',
    next: 'Free some space, then try again. Nothing was lost.',
  },
  internal: {
    text: 'Something went wrong on our side; nothing was changed.',
    next: 'Try again. If it happens again, tell whoever looks after the system the request number.',
  },
} as const satisfies Record<ErrorCode, Message>;
