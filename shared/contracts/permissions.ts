import * as z from 'zod';

/** What a member of staff may be allowed to do; shown in the console as sentences. */
export const permissions = [
  'desk.lend',
  'desk.return',
  'loans.read',
  'patrons.read',
  'patrons.write',
  'patrons.bin',
  'titles.read',
  'titles.write',
  'titles.bin',
  'bin.restore',
  'bin.purge',
  'imports.run',
  'batches.undo',
  'jobs.read',
  'jobs.stop',
  'backups.read',
  'backups.run',
  'backups.export',
  'recovery.read',
  'recovery.restore',
  'approvals.decide',
  'staff.read',
  'staff.write',
  'settings.read',
  'settings.write',
  'ledger.read',
  'library.reset',
] as const;
export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

export const Role = z.enum(['manager', 'cataloguer', 'clerk', 'patron']);
export type Role = z.infer<typeof Role>;

const clerk = [
  'desk.lend',
  'desk.return',
  'loans.read',
  'patrons.read',
  'patrons.write',
  'titles.read',
  'titles.bin',
  'jobs.read',
  'backups.read',
  'settings.read',
] as const satisfies readonly Permission[];

/** Role → permissions. A patron has none: patrons reach their own records only. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  manager: permissions,
  cataloguer: [...clerk, 'titles.write', 'bin.restore', 'imports.run', 'batches.undo'],
  clerk,
  patron: [],
};

/** The course whose certificate keeps a permission alive, where one is asked for. */
export const permissionCourse: Readonly<Record<Permission, string>> = {
  'desk.lend': 'desk',
  'desk.return': 'desk',
  'loans.read': 'desk',
  'patrons.read': 'privacy',
  'patrons.write': 'privacy',
  'patrons.bin': 'privacy',
  'titles.read': 'desk',
  'titles.write': 'cataloguing',
  'titles.bin': 'desk',
  'bin.restore': 'cataloguing',
  'bin.purge': 'safety',
  'imports.run': 'cataloguing',
  'batches.undo': 'cataloguing',
  'jobs.read': 'desk',
  'jobs.stop': 'safety',
  'backups.read': 'desk',
  'backups.run': 'safety',
  'backups.export': 'safety',
  'recovery.read': 'safety',
  'recovery.restore': 'safety',
  'approvals.decide': 'safety',
  'staff.read': 'safety',
  'staff.write': 'safety',
  'settings.read': 'desk',
  'settings.write': 'safety',
  'ledger.read': 'safety',
  'library.reset': 'safety',
};
