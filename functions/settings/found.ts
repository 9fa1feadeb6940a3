import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { KMSClient } from '@aws-sdk/client-kms';
import { environment } from '../../shared/aws/environment.ts';
import { staffPool } from '../../shared/aws/staff-pool.ts';
import { systemFromEnvironment } from '../../shared/aws/system.ts';
import { Founding, found } from '../../shared/settings/found.ts';
import { inviteStaffTx } from '../../shared/staff/staff-store.ts';

/** Invoked by whoever deploys, never over HTTP. */
export const handler = async (event: unknown): Promise<{ founded: boolean; managerId?: string }> => {
  const env = environment(['STAFF_POOL_ID', 'DATA_KEY_ID']);
  const pool = staffPool(new CognitoIdentityProviderClient({}), env.STAFF_POOL_ID);
  const ports = { kms: new KMSClient({}), dataKeyId: env.DATA_KEY_ID, inviteTx: inviteStaffTx, invite: pool.invite };
  return found(systemFromEnvironment(), ports, Founding.parse(event));
};
