import type { Permission, Role } from '../../permissions.ts';
import type { Message } from '../sentence.ts';

/** What somebody may do, as the end of "Ann may …". */
export const permissionMessages = {
  'may.desk.lend': { text: 'lend and renew' },
  'may.desk.return': { text: 'take returns' },
  'may.loans.read': { text: 'see what is on loan and overdue' },
  'may.patrons.read': { text: 'find patrons and see their records' },
  'may.patrons.write': { text: 'register and correct patrons' },
  'may.patrons.bin': { text: 'put patrons in the bin' },
  'may.titles.read': { text: 'see titles with their past' },
  'may.titles.write': { text: 'add and correct titles and copies' },
  'may.titles.bin': { text: 'put titles and copies in the bin' },
  'may.bin.restore': { text: 'take things out of the bin' },
  'may.bin.purge': { text: 'ask to delete for good what lies in the bin' },
  'may.imports.run': { text: 'import catalogue files' },
  'may.batches.undo': { text: 'undo an import as a whole' },
  'may.jobs.read': { text: 'watch long work' },
  'may.jobs.stop': { text: 'stop long work that somebody else asked for' },
  'may.backups.read': { text: 'see whether the library is safe' },
  'may.recovery.read': { text: 'see the library as it was' },
  'may.recovery.restore': { text: 'put back what was lost or changed' },
  'may.backups.export': { text: 'take a sealed copy of everything out of the house' },
  'may.backups.run': { text: 'make and prove backup copies' },
  'may.approvals.decide': { text: 'be the second person' },
  'may.staff.read': { text: 'see who works here' },
  'may.staff.write': { text: 'invite people and end their access' },
  'may.settings.read': { text: 'see the settings' },
  'may.settings.write': { text: 'change the settings' },
  'may.ledger.read': { text: 'see who did what' },
  'may.library.reset': { text: 'begin with an empty library' },
} as const satisfies Record<`may.${Permission}`, Message>;

export const roleMessages = {
  'role.manager': { text: 'Manager' },
  'role.cataloguer': { text: 'Cataloguer' },
  'role.clerk': { text: 'Desk' },
  'role.patron': { text: 'Patron' },
} as const satisfies Record<`role.${Role}`, Message>;
