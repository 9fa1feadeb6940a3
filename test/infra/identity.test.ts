import { describe, expect, it } from 'vitest';
import { library } from './support/library.ts';

const trial = library('trial');
const production = library('production');
const pool = (who: string) => trial.one('AWS::Cognito::UserPool', `${who}Pool`).Properties;
const client = (of: typeof trial, who: string) => of.one('AWS::Cognito::UserPoolClient', `${who}Client`).Properties;

describe('sign-in', () => {
  it('is two pools, kept and guarded, that nobody joins by themselves', () => {
    for (const { Properties, DeletionPolicy } of trial.ofType('AWS::Cognito::UserPool')) {
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(Properties['DeletionProtection']).toBe('ACTIVE');
      expect(Properties['AdminCreateUserConfig']).toMatchObject({ AllowAdminCreateUserOnly: true });
    }
    expect(trial.ofType('AWS::Cognito::UserPool')).toHaveLength(2);
  });

  it('asks staff for a code from an app, never by text message', () => {
    expect(pool('Staff')).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    expect(pool('Patrons')).toMatchObject({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    expect(JSON.stringify(trial.all)).not.toMatch(/SMS_MFA|SmsConfiguration/);
  });

  it('asks for long passwords', () => {
    for (const who of ['Staff', 'Patrons']) {
      expect(pool(who)['Policies']).toMatchObject({ PasswordPolicy: { MinimumLength: 12, RequireSymbols: true } });
    }
  });

  it.each(['Staff', 'Patrons'])('%s: a public client with a code flow and nothing else', (who) => {
    expect(client(trial, who)).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      SupportedIdentityProviders: ['COGNITO'],
    });
  });

  it('comes back to our own sites only', () => {
    expect(client(production, 'Staff')).toMatchObject({
      CallbackURLs: ['https://console.library.example/api/sign-in/callback'],
      LogoutURLs: ['https://console.library.example/'],
    });
    expect(client(production, 'Patrons')).toMatchObject({
      CallbackURLs: ['https://catalogue.library.example/api/sign-in/callback'],
      LogoutURLs: ['https://catalogue.library.example/'],
    });
  });

  it('shows a page: every client has its branding, every pool its address', () => {
    const branded = trial
      .ofType('AWS::Cognito::ManagedLoginBranding')
      .map(({ Properties }) => JSON.stringify(Properties['ClientId']));
    const clients = trial.ofType('AWS::Cognito::UserPoolClient').map(({ id }) => JSON.stringify({ Ref: id }));
    expect(branded.sort()).toEqual(clients.sort());
    for (const { Properties } of trial.ofType('AWS::Cognito::UserPoolDomain')) {
      expect(Properties['ManagedLoginVersion']).toBe(2);
    }
    expect(trial.ofType('AWS::Cognito::UserPoolDomain')).toHaveLength(2);
  });

  it('costs nothing per person: neither pool is on the Plus plan', () => {
    for (const { Properties } of trial.ofType('AWS::Cognito::UserPool')) {
      expect(Properties['UserPoolTier']).toBe('ESSENTIALS');
    }
  });
});
