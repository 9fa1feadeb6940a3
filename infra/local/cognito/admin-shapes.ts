import * as z from 'zod';
import type { User } from './user-store.ts';

const name = z.string().min(1).max(128);
export const poolInput = z.strictObject({ UserPoolId: z.string().min(1).max(55) });
export const userInput = poolInput.extend({ Username: name });

const attributes = z
  .array(z.strictObject({ Name: z.string().min(1).max(32), Value: z.string().max(2048).default('') }))
  .default([])
  .transform((list) => Object.fromEntries(list.map((each) => [each.Name, each.Value])));
const ATTRIBUTES = new Set([
  'email',
  'email_verified',
  'preferred_username',
  'name',
  'given_name',
  'family_name',
  'locale',
  'zoneinfo',
]);
const userAttributes = attributes
  .refine((map) => Object.keys(map).every((key) => ATTRIBUTES.has(key)), 'this attribute is not in the pool')
  .refine((map) => ['true', 'false', undefined].includes(map['email_verified']), 'email_verified is true or false');

export const createUserInput = userInput.extend({
  UserAttributes: userAttributes,
  TemporaryPassword: z.string().max(256).optional(),
  MessageAction: z.enum(['SUPPRESS', 'RESEND']).optional(),
  DesiredDeliveryMediums: z.array(z.literal('EMAIL')).optional(),
});
export const setPasswordInput = userInput.extend({
  Password: z.string().max(256),
  Permanent: z.boolean().default(false),
});
export const updateAttributesInput = userInput.extend({ UserAttributes: userAttributes });
export const mfaPreferenceInput = userInput.extend({
  SoftwareTokenMfaSettings: z.strictObject({ Enabled: z.boolean(), PreferredMfa: z.boolean().optional() }),
});
export const listUsersInput = poolInput.extend({
  Limit: z.int().min(1).max(60).default(60),
  PaginationToken: z.string().optional(),
});

function attributeList(user: User) {
  return Object.entries({ ...user.attributes, sub: user.sub }).map(([Name, Value]) => ({ Name, Value }));
}

/** A person as `ListUsers` and `AdminCreateUser` show them. */
export function userType(user: User) {
  return {
    Username: user.username,
    Attributes: attributeList(user),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** A person as `AdminGetUser` shows them; the attributes have another name there. */
export function userDetails(user: User) {
  const { Attributes, ...rest } = userType(user);
  const mfa = user.totpSecret
    ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }
    : {};
  return { ...rest, UserAttributes: Attributes, ...mfa };
}
