import * as z from 'zod';
import { Permission, Role } from './permissions.ts';
import { recordFields } from './record.ts';
import { BranchCode, Instant, line, Ulid, Version } from './values.ts';

export const Certificate = z.strictObject({ course: z.string(), until: Instant });

export const Staff = z.strictObject({
  ...recordFields,
  entity: z.literal('staff'),
  name: line(200),
  email: z.email().max(254),
  role: z.enum(['manager', 'cataloguer', 'clerk']),
  /** Branches the role holds in; absent means every branch. */
  branches: z.array(BranchCode).optional(),
  certificates: z.array(Certificate),
  leftAt: Instant.optional(),
});
export type Staff = z.infer<typeof Staff>;

/** What the middy chain reads with the session: rewritten in every transaction that changes a grant. */
export const Access = z.strictObject({
  personId: Ulid,
  kind: z.enum(['staff', 'patron']),
  role: Role,
  name: z.string(),
  branches: z.array(BranchCode).optional(),
  certificates: z.array(Certificate),
  leftAt: Instant.optional(),
});
export type Access = z.infer<typeof Access>;

export const StaffView = z.strictObject({
  staffId: Ulid,
  version: Version,
  name: z.string(),
  email: z.string(),
  role: Staff.shape.role,
  branches: z.array(BranchCode).optional(),
  certificates: z.array(Certificate),
  leftAt: Instant.optional(),
});

export const SessionView = z.strictObject({
  sessionId: z.string(),
  current: z.boolean(),
  device: z.string(),
  openedAt: Instant,
  lastSeenAt: Instant,
});

/** Who the browser is talking as. */
export const WhoAmI = z.strictObject({
  library: z.strictObject({ name: z.string(), practice: z.boolean(), protection: z.enum(['trial', 'production']) }),
  signedIn: z.boolean(),
  person: z
    .strictObject({
      personId: Ulid,
      name: z.string(),
      kind: Access.shape.kind,
      role: Role,
      permissions: z.array(Permission),
      branches: z.array(BranchCode).optional(),
    })
    .optional(),
  /** When the session ends if nothing is done. */
  idleUntil: Instant.optional(),
});
export type WhoAmI = z.infer<typeof WhoAmI>;
