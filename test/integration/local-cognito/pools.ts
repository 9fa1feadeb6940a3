import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { createCognito } from '../../../infra/local/cognito/cognito.ts';
import type { Mail } from '../../../infra/local/cognito/mail.ts';
import type { PoolDefinition } from '../../../infra/local/cognito/pool-store.ts';

export const REGION = 'eu-central-1';
export const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
export const STAFF = 'eu-central-1_Staff0001';
export const PATRONS = 'eu-central-1_Patrons01';
export const CALLBACK = 'http://localhost:4001/api/session/callback';
export const SIGNED_OUT = 'http://localhost:4001/signed-out';
export const SECRET = 'a-client-secret-of-the-console';
export const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const MANAGER = {
  username: '01J00000000000000000MANAGE',
  email: 'ann@library.test',
  password: 'Correct-Horse-7',
};
export const PATRON = {
  username: '01J00000000000000000PATR0N',
  email: 'reader@home.test',
  password: 'Reading-Is-Fun-2',
};

export function pool(poolId: string, mfa: 'REQUIRED' | 'OFF'): PoolDefinition {
  const name = mfa === 'REQUIRED' ? 'Staff of the Practice Library' : 'Practice Library';
  return {
    poolId,
    name,
    mfa,
    clients: [{ clientId: `${poolId}-client`, secret: SECRET, callbackUrls: [CALLBACK], logoutUrls: [SIGNED_OUT] }],
  };
}

export interface Clock {
  offset: number;
}

export function openCognito(dir: string, clock: Clock, calls: AwsCall[], mails: Mail[]) {
  return createCognito({
    dir,
    region: REGION,
    accountId: '000000000000',
    now: () => new Date(Date.now() + clock.offset),
    credentials: (id) => (id === ACCESS.accessKeyId ? { ...ACCESS, principal: 'role/people' } : undefined),
    record: (call) => calls.push(call),
    sendMail: async (mail) => {
      mails.push(mail);
    },
  });
}
