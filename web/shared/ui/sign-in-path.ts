/** Where signing in begins, coming back to this place. A step-up names the hash of the request it is for. */
export const signInPath = (place: string, request?: string): string => {
  const query = new URLSearchParams({ returnTo: place.startsWith('/') ? place : '/' });
  if (request !== undefined) {
    query.set('fresh', '1');
    query.set('request', request);
  }
  return `/api/sign-in?${query}`;
};

/** This place, without the mark of a sign-in that failed here. */
export const herePath = (): string => {
  const query = new URLSearchParams(location.search);
  query.delete('problem');
  const search = query.toString();
  return search === '' ? location.pathname : `${location.pathname}?${search}`;
};
