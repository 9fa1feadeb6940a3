import * as z from 'zod';
import { PatronCategory } from './patrons.ts';
import { recordFields } from './record.ts';
import { RecoveryRecipient } from './recovery-sheet.ts';
import { ItemType } from './titles.ts';
import { BranchCode, Instant, LocalDate, line, Version } from './values.ts';

/** One lending rule: any of its three keys may be `*`; a value left out falls through (RULES 1). */
export const LendingRule = z.strictObject({
  branch: z.union([BranchCode, z.literal('*')]),
  category: z.union([PatronCategory, z.literal('*')]),
  itemType: z.union([ItemType, z.literal('*')]),
  loanDays: z.int().min(1).max(365).optional(),
  renewals: z.int().min(0).max(99).optional(),
  maxLoans: z.int().min(0).max(999).optional(),
  lendable: z.boolean().optional(),
});
export type LendingRule = z.infer<typeof LendingRule>;

const settingsBody = {
  libraryName: line(200),
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
  rules: z.array(LendingRule).max(500),
  /** Where on, a permission is live only while its course's certificate is. */
  trainingRequired: z.boolean(),
};
/** The recovery sheet in use: what is sealed to it opens with the sheet alone. */
const recovery = z.strictObject({ recipient: RecoveryRecipient, since: Instant });
export const Settings = z.strictObject({
  ...recordFields,
  entity: z.literal('settings'),
  ...settingsBody,
  recovery: recovery.optional(),
});
export type Settings = z.infer<typeof Settings>;
export const SettingsInput = z.strictObject(settingsBody);
export const SettingsView = z.strictObject({ version: Version, ...settingsBody, recovery: recovery.optional() });

const branchBody = {
  code: BranchCode,
  name: line(200),
  zone: z.string().max(60),
  /** Open on Monday … Sunday. */
  openDays: z.array(z.boolean()).length(7),
  closures: z.array(LocalDate).max(400),
};
export const Branch = z.strictObject({ ...recordFields, entity: z.literal('branch'), ...branchBody });
export type Branch = z.infer<typeof Branch>;
export const BranchInput = z.strictObject(branchBody);
export const BranchView = z.strictObject({ branchId: z.string(), version: Version, ...branchBody });
