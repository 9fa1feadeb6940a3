import type { Site } from '../contracts/operation.ts';

/** Cookies ignore ports and sites share a parent: two names, so that one session never stands in for the other. */
export const cookieName = { console: '__Host-staff', catalogue: '__Host-patron' } as const;
/** Ties a begun sign-in to the browser that began it; without it a stranger's sign-in could be planted. */
export const signInCookieName = { console: '__Host-staff-sign-in', catalogue: '__Host-patron-sign-in' } as const;

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

export const sessionCookie = (site: Site, personId: string, secret: string, maxAgeSeconds: number): string =>
  `${cookieName[site]}=${personId}.${secret}; Max-Age=${maxAgeSeconds}; ${attributes}`;
export const noSessionCookie = (site: Site): string => `${cookieName[site]}=; Max-Age=0; ${attributes}`;
export const signInCookie = (site: Site, state: string): string =>
  `${signInCookieName[site]}=${state}; Max-Age=600; ${attributes}`;
export const noSignInCookie = (site: Site): string => `${signInCookieName[site]}=; Max-Age=0; ${attributes}`;
