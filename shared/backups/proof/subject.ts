/** What a backup says of one record: the record, its events, its past, and what hangs on it. */
export interface Subject {
  readonly key: string;
  record?: {
    readonly version: number;
    readonly hash: string;
    readonly at: string;
    readonly file: string;
    /** Out of the bin, and not ended or left. */
    readonly live: boolean;
    /** What has to be the same elsewhere: lookups of a patron, grant of a member of staff. */
    readonly claims?: string;
    readonly lock?: boolean;
  };
  readonly events: Noted[];
  /** The version of the event that deleted it for good, and when; the newest where it was brought back and went again. */
  purged?: { readonly version: number; readonly at: string };
  /** What is left of its past is on the list of what the purge has still to delete. */
  tail: boolean;
  readonly history: Noted[];
  /** The newest moment at which anything about it changed. */
  touched: string;
  gate?: {
    readonly items: number;
    readonly loans: number;
    readonly loanId: string | undefined;
    readonly closed: boolean;
  };
  /** Copies out of the bin, open loans, gates of copies that name this patron: recounted from the other records. */
  items: number;
  loanIds: string[];
  /** Something names this record, so it has to be there. */
  needed: boolean;
  barcodes: number;
  emails: number;
  locks: number;
  progress: boolean;
  lookups: string[];
  access?: string;
}

export interface Noted {
  readonly version: number;
  readonly hash: string;
  readonly at: string;
  readonly file: string;
}

export const newSubject = (key: string): Subject => ({
  key,
  events: [],
  history: [],
  tail: false,
  touched: '',
  items: 0,
  loanIds: [],
  needed: false,
  barcodes: 0,
  emails: 0,
  locks: 0,
  progress: false,
  lookups: [],
});

/** FNV-1a: spreads subjects evenly over passes. */
export const passOf = (key: string, passes: number): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0;
  return hash % passes;
};
