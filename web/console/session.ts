import { createContext, use } from 'react';
import type { WhoAmI } from '../../shared/contracts/people.ts';
import type { Permission } from '../../shared/contracts/permissions.ts';

export type SignedIn = WhoAmI & { person: NonNullable<WhoAmI['person']> };
export const isSignedIn = (who: WhoAmI): who is SignedIn => who.signedIn && who.person !== undefined;

export const SessionContext = createContext<SignedIn | undefined>(undefined);

/** Who works at this console. */
export const useSession = (): SignedIn => {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('Nobody is signed in');
  return session;
};

/** Whether the person may: to show or leave out a button. The server decides again. */
export const useMay = (): ((permission: Permission) => boolean) => {
  const { person } = useSession();
  return (permission) => person.permissions.includes(permission);
};
