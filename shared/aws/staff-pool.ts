import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';

/** Invites and disables people in the staff pool. User names are our person ids. */
export const staffPool = (userPoolId: string, client = new CognitoIdentityProviderClient({})) => ({
  invite: async (personId: string, email: string): Promise<void> => {
    try {
      await client.send(
        new AdminCreateUserCommand({
          UserPoolId: userPoolId,
          Username: personId,
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
          DesiredDeliveryMediums: ['EMAIL'],
        }),
      );
    } catch (error) {
      // An invitation sent twice, after a lost answer, is one invitation.
      if (!(error instanceof UsernameExistsException)) throw error;
    }
  },
  /** Somebody who had left is back: the account they had works again. */
  enable: async (personId: string): Promise<void> => {
    await client.send(new AdminEnableUserCommand({ UserPoolId: userPoolId, Username: personId }));
  },
  disable: async (personId: string): Promise<void> => {
    const who = { UserPoolId: userPoolId, Username: personId };
    await client.send(new AdminDisableUserCommand(who));
    await client.send(new AdminUserGlobalSignOutCommand(who));
  },
});
