/**
 * What this person wrote last, so that the next search waits until the index holds it. Kept for a minute: by then
 * the index has it anyway.
 */
const KEEP_MS = 60_000;

let last: { readonly titleId: string; readonly version: number; readonly at: number } | undefined;

export const rememberWrite = (titleId: string, version: number, now: number): void => {
  last = { titleId, version, at: now };
};

/** The part of a search that reads one's own writes. */
export const ownWrites = (now: number): { readonly afterTitle?: string; readonly afterVersion?: number } =>
  last === undefined || now - last.at > KEEP_MS ? {} : { afterTitle: last.titleId, afterVersion: last.version };
