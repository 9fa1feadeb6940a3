import { environment } from '../../shared/aws/environment.ts';
import { classKeyFragment } from '../../shared/aws/keyring.ts';
import { sealClassKey } from '../../shared/aws/recovery-key.ts';
import { staffPool } from '../../shared/aws/staff-pool.ts';
import { systemFromEnvironment } from '../../shared/aws/system.ts';
import { Founding, found } from '../../shared/settings/found.ts';
import { inviteStaffTx } from '../../shared/staff/staff-store.ts';

/** Invoked by whoever deploys, never over HTTP. */
export const handler = async (event: unknown): Promise<{ founded: boolean; managerId?: string }> => {
  const env = environment(['STAFF_POOL_ID', 'DATA_KEY_ID']);
  const pool = staffPool(env.STAFF_POOL_ID);
  const ports = {
    classKeyTx: (keysTable: string, recipient: string | undefined) =>
      classKeyFragment(env.DATA_KEY_ID, keysTable, undefined, async (classKey) =>
        recipient === undefined ? {} : sealClassKey(classKey, recipient),
      ),
    inviteTx: inviteStaffTx,
    invite: pool.invite,
  };
  return found(systemFromEnvironment(), ports, Founding.parse(event));
};
