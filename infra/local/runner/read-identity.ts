import * as z from 'zod';
import type { PoolDefinition } from '../cognito/pool-store.ts';
import { type Graph, propertiesOf } from './graph.ts';

const inviteTemplate = z.looseObject({ EmailSubject: z.string(), EmailMessage: z.string() });
// Loose where Cognito's own wording, tiers and recovery have no part in what is tested here.
const poolProperties = z.looseObject({
  AdminCreateUserConfig: z.looseObject({
    AllowAdminCreateUserOnly: z.literal(true),
    InviteMessageTemplate: inviteTemplate.optional(),
  }),
  MfaConfiguration: z.enum(['ON', 'OPTIONAL', 'OFF']),
  EnabledMfas: z.array(z.literal('SOFTWARE_TOKEN_MFA')).default([]),
  Policies: z.strictObject({
    PasswordPolicy: z.strictObject({
      MinimumLength: z.number(),
      RequireLowercase: z.boolean(),
      RequireUppercase: z.boolean(),
      RequireNumbers: z.boolean(),
      RequireSymbols: z.boolean(),
      TemporaryPasswordValidityDays: z.number().default(7),
    }),
  }),
});
const clientProperties = z.looseObject({
  UserPoolId: z.string(),
  GenerateSecret: z.literal(false).default(false),
  AllowedOAuthFlows: z.tuple([z.literal('code')]),
  CallbackURLs: z.array(z.string()),
  LogoutURLs: z.array(z.string()).default([]),
});

/** User pools with their clients. An optional second factor is never offered here: nobody can enrol one locally. */
export function readPools(graph: Graph): readonly PoolDefinition[] {
  const clients = graph.ofType('AWS::Cognito::UserPoolClient').map((resource) => ({
    clientId: resource.identity.ref,
    ...propertiesOf(resource, clientProperties),
  }));
  return graph.ofType('AWS::Cognito::UserPool').map((resource) => {
    const { MfaConfiguration, Policies, AdminCreateUserConfig } = propertiesOf(resource, poolProperties);
    const policy = Policies.PasswordPolicy;
    const invite = AdminCreateUserConfig.InviteMessageTemplate;
    const poolId = resource.identity.ref;
    return {
      poolId,
      name: resource.logicalId.startsWith('Staff') ? 'Staff' : 'Library card',
      mfa: MfaConfiguration === 'ON' ? 'REQUIRED' : 'OFF',
      passwordPolicy: {
        minimumLength: policy.MinimumLength,
        requireLowercase: policy.RequireLowercase,
        requireUppercase: policy.RequireUppercase,
        requireNumbers: policy.RequireNumbers,
        requireSymbols: policy.RequireSymbols,
        temporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays,
      },
      clients: clients
        .filter((client) => client.UserPoolId === poolId)
        .map(({ clientId, CallbackURLs, LogoutURLs }) => ({
          clientId,
          callbackUrls: CallbackURLs,
          logoutUrls: LogoutURLs,
        })),
      ...(invite ? { invite: { subject: invite.EmailSubject, message: invite.EmailMessage } } : {}),
    };
  });
}
