import { Aws, type Duration, Fn as Intrinsic, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { given, siteOrigin } from './site-values.ts';

export interface PoolProps {
  readonly deployment: Deployment;
  readonly site: 'console' | 'catalogue';
  readonly mfa: cognito.Mfa;
  readonly selfSignUp: boolean;
  readonly invitation: Duration;
}

const title = { console: 'Staff', catalogue: 'Patron' } as const;

/** One user pool with its sign-in pages and the one public client that uses them (code + PKCE, no secret). */
export class StaffOrPatrons extends Construct {
  readonly pool: cognito.UserPool;
  readonly client: cognito.CfnUserPoolClient;
  /** Values for plain OIDC: discovery and tokens come from the issuer, sign-out from the hosted pages. */
  readonly issuer: string;
  readonly hostedUrl: string;

  constructor(scope: Construct, id: string, props: PoolProps) {
    super(scope, id);
    const { deployment, site } = props;
    const stack = Stack.of(this);
    this.pool = new cognito.UserPool(this, 'Pool', {
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      selfSignUpEnabled: props.selfSignUp,
      autoVerify: { email: true },
      mfa: props.mfa,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: props.invitation,
      },
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      deletionProtection: deployment.mode !== 'practice',
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(this.pool, {
      'AwsSolutions-COG3': 'Threat protection is part of the Plus plan; staff have TOTP and the API counts attempts.',
      'AwsSolutions-COG8': 'The Plus plan costs per person and month; Essentials has all that sign-in needs here.',
      ...(props.mfa === cognito.Mfa.REQUIRED
        ? {}
        : {
            'AwsSolutions-COG2': 'Patrons may add a second factor; asking every reader for one would shut people out.',
          }),
    });

    const origin = siteOrigin(stack, deployment, site);
    this.client = new cognito.CfnUserPoolClient(this, 'Client', {
      userPoolId: this.pool.userPoolId,
      generateSecret: false,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: ['openid', 'email'],
      supportedIdentityProviders: ['COGNITO'],
      callbackUrLs: [`${origin}/api/sign-in/callback`],
      logoutUrLs: [`${origin}/`],
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
      // Tokens are thrown away once the session is made, so they live as short as Cognito lets them.
      accessTokenValidity: 5,
      idTokenValidity: 5,
      refreshTokenValidity: 60,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
      // Nobody edits who they are from a browser: addresses change through the library.
      writeAttributes: ['locale'],
      readAttributes: ['email', 'email_verified'],
    });
    const domain = new cognito.CfnUserPoolDomain(this, 'Domain', {
      userPoolId: this.pool.userPoolId,
      // Unique in the region without naming the account: the stack's own id.
      domain: Intrinsic.join('-', [site, Intrinsic.select(2, Intrinsic.split('/', Aws.STACK_ID))]),
      managedLoginVersion: 2,
    });
    const branding = new cognito.CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.ref,
      useCognitoProvidedValues: true,
    });
    branding.node.addDependency(domain);

    const practice = deployment.mode === 'practice';
    const word = title[site];
    this.issuer = practice
      ? given(stack, `${word}Issuer`, `The OpenID issuer of the ${site}`)
      : `https://cognito-idp.${stack.region}.amazonaws.com/${this.pool.userPoolId}`;
    this.hostedUrl = practice
      ? given(stack, `${word}HostedUrl`, `The sign-in pages of the ${site}`)
      : `https://${domain.ref}.auth.${stack.region}.amazoncognito.com`;
  }
}
