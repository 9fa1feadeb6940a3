import type { RecordCall } from '../aws-json/calls.ts';
import type { Action, Caller } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { readInput } from '../aws-json/input.ts';
import {
  createUserInput,
  listUsersInput,
  mfaPreferenceInput,
  poolInput,
  setPasswordInput,
  updateAttributesInput,
  userDetails,
  userInput,
  userType,
} from './admin-shapes.ts';
import type { Database } from './database.ts';
import { inviteMail, type SendMail } from './mail.ts';
import { revokeTokens } from './oidc-store.ts';
import { hashPassword, passwordProblems, temporaryPassword } from './passwords.ts';
import type { Pool, PoolStore } from './pool-store.ts';
import { type ResetCodes, resetMail } from './reset-codes.ts';
import type { User, UserStore } from './user-store.ts';

const DAY_MS = 86_400_000;
const BAD_INPUT = 'InvalidParameterException';

export interface AdminParts {
  readonly db: Database;
  readonly pools: PoolStore;
  readonly users: UserStore;
  readonly resets: ResetCodes;
  readonly now: () => Date;
  readonly sendMail: SendMail;
  readonly record: RecordCall;
  readonly poolArn: (poolId: string) => string;
}

function checkPolicy(pool: Pool, password: string): void {
  const problems = passwordProblems(password, pool.passwordPolicy);
  if (problems.length === 0) return;
  const message = `Password did not conform with policy: ${problems.join(', ')}`;
  throw new AwsError('InvalidPasswordException', message);
}

async function setPassword(parts: AdminParts, pool: Pool, user: User, password: string, permanent: boolean) {
  checkPolicy(pool, password);
  const lifetime = pool.passwordPolicy.temporaryPasswordValidityDays * DAY_MS;
  parts.users.change(user, {
    password: await hashPassword(password),
    passwordUntil: permanent ? null : parts.now().getTime() + lifetime,
    status: permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
  });
}

/** The few administrative calls the product makes; each needs the permission on the pool. */
export function adminActions(parts: AdminParts) {
  const { db, users } = parts;

  function openPool(action: string, caller: Caller, poolId: string): Pool {
    const resource = parts.poolArn(poolId);
    parts.record({ service: 'cognito-idp', action, resource, principal: caller.principal, context: {} });
    const pool = parts.pools.get(poolId);
    if (pool) return pool;
    throw new AwsError('ResourceNotFoundException', `User pool ${poolId} does not exist.`);
  }

  function existing(poolId: string, name: string): User {
    const user = users.byLogin(poolId, name);
    if (user) return user;
    throw new AwsError('UserNotFoundException', 'User does not exist.');
  }

  function openUser(action: string, caller: Caller, input: unknown): User {
    const { UserPoolId, Username } = readInput(userInput, input, BAD_INPUT);
    openPool(action, caller, UserPoolId);
    return existing(UserPoolId, Username);
  }

  return {
    AdminCreateUser: async (input, caller) => {
      const request = readInput(createUserInput, input, BAD_INPUT);
      const pool = openPool('AdminCreateUser', caller, request.UserPoolId);
      const password = request.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
      checkPolicy(pool, password);
      const { Username: username, UserAttributes: attributes, MessageAction: message } = request;
      const email = attributes['email'];
      if (message === undefined && !email) {
        throw new AwsError(BAD_INPUT, 'An invitation needs an e-mail address; suppress the message to do without.');
      }
      const user =
        message === 'RESEND'
          ? existing(pool.poolId, username)
          : users.create({ poolId: pool.poolId, username, attributes, practice: false });
      if (user.status !== 'FORCE_CHANGE_PASSWORD') {
        throw new AwsError(
          'UnsupportedUserStateException',
          'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
        );
      }
      await setPassword(parts, pool, user, password, false);
      const to = user.attributes['email'];
      if (message !== 'SUPPRESS' && to) await parts.sendMail(inviteMail(pool, to, user.username, password));
      return { User: userType(existing(pool.poolId, user.username)) };
    },
    AdminSetUserPassword: async (input, caller) => {
      const request = readInput(setPasswordInput, input, BAD_INPUT);
      const pool = openPool('AdminSetUserPassword', caller, request.UserPoolId);
      const user = existing(pool.poolId, request.Username);
      await setPassword(parts, pool, user, request.Password, request.Permanent);
    },
    AdminResetUserPassword: async (input, caller) => {
      const user = openUser('AdminResetUserPassword', caller, input);
      if (user.status === 'FORCE_CHANGE_PASSWORD') {
        throw new AwsError('NotAuthorizedException', 'User password cannot be reset in the current state.');
      }
      const mail = resetMail(user, parts.resets.issue(user));
      if (!mail) throw new AwsError(BAD_INPUT, 'Cannot reset password for the user as there is no verified email');
      users.change(user, { status: 'RESET_REQUIRED' });
      await parts.sendMail(mail);
    },
    AdminGetUser: (input, caller) => userDetails(openUser('AdminGetUser', caller, input)),
    AdminUpdateUserAttributes: (input, caller) => {
      const request = readInput(updateAttributesInput, input, BAD_INPUT);
      openPool('AdminUpdateUserAttributes', caller, request.UserPoolId);
      const user = existing(request.UserPoolId, request.Username);
      const merged = { ...user.attributes, ...request.UserAttributes };
      // An address nobody has proved yet must not become a way to sign in.
      if (request.UserAttributes['email'] && !request.UserAttributes['email_verified'])
        merged['email_verified'] = 'false';
      users.change(user, { attributes: merged });
    },
    AdminDisableUser: (input, caller) => users.change(openUser('AdminDisableUser', caller, input), { enabled: false }),
    AdminEnableUser: (input, caller) => users.change(openUser('AdminEnableUser', caller, input), { enabled: true }),
    AdminDeleteUser: (input, caller) => users.remove(openUser('AdminDeleteUser', caller, input)),
    AdminUserGlobalSignOut: (input, caller) => {
      const user = openUser('AdminUserGlobalSignOut', caller, input);
      revokeTokens(db, user.poolId, user.sub);
    },
    AdminSetUserMFAPreference: (input, caller) => {
      const request = readInput(mfaPreferenceInput, input, BAD_INPUT);
      openPool('AdminSetUserMFAPreference', caller, request.UserPoolId);
      const user = existing(request.UserPoolId, request.Username);
      if (!request.SoftwareTokenMfaSettings.Enabled) users.change(user, { totpSecret: null });
      else if (!user.totpSecret) throw new AwsError(BAD_INPUT, 'User does not have software token mfa set up');
    },
    ListUsers: (input, caller) => {
      const request = readInput(listUsersInput, input, BAD_INPUT);
      openPool('ListUsers', caller, request.UserPoolId);
      const after = Buffer.from(request.PaginationToken ?? '', 'base64url').toString('utf8');
      const page = users.list(request.UserPoolId, after, request.Limit);
      const last = page.length === request.Limit ? page.at(-1) : undefined;
      const next = last ? { PaginationToken: Buffer.from(last.username).toString('base64url') } : {};
      return { Users: page.map(userType), ...next };
    },
    DescribeUserPool: (input, caller) => {
      const { UserPoolId } = readInput(poolInput, input, BAD_INPUT);
      const pool = openPool('DescribeUserPool', caller, UserPoolId);
      const policy = pool.passwordPolicy;
      return {
        UserPool: {
          Id: pool.poolId,
          Name: pool.name,
          Arn: parts.poolArn(pool.poolId),
          CreationDate: pool.createdAt / 1000,
          MfaConfiguration: pool.mfa === 'REQUIRED' ? 'ON' : 'OFF',
          AliasAttributes: ['email', 'preferred_username'],
          Policies: {
            PasswordPolicy: {
              MinimumLength: policy.minimumLength,
              RequireLowercase: policy.requireLowercase,
              RequireUppercase: policy.requireUppercase,
              RequireNumbers: policy.requireNumbers,
              RequireSymbols: policy.requireSymbols,
              TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
            },
          },
        },
      };
    },
  } satisfies Record<string, Action>;
}
