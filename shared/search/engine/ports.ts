/** An edit in the ordered log: `bytes` is what `encodeEntry` of log.ts made of its document. */
export type LogEntry = { position: number; bytes: Uint8Array };

export type LogPage = {
  /** Made once, when the log is begun. If the log is ever lost, the next one has another id. */
  logId: string;
  /** Position of the last entry appended so far; 0 for an empty log. */
  head: number;
  /** The entries after the position asked for, without a hole, ascending; a page may end before `head`. */
  entries: readonly LogEntry[];
};

/** Something the reader lived with but somebody should know of. Never holds what people typed. */
export type SearchProblem = {
  code:
    | 'base-unusable'
    | 'log-unreadable'
    | 'log-gap'
    | 'log-entry-corrupt'
    | 'manifest-unreadable'
    | 'index-broken'
    | 'rebuild-failed';
  detail: string;
  baseId?: string;
  position?: number;
};

/**
 * What a reader needs from outside. Rules the wiring keeps:
 * - Positions are 1, 2, 3 … without holes, given by the one writer in the transaction or conditional write that appends.
 * - Entries stay at least until no base in the manifest is older than they are.
 * - Reads are strongly consistent: a reader that sees `head` also sees every entry up to it.
 * - Whoever builds a base reads the head of the log *before* it reads the first record and gives that as the base's
 *   position: edits made meanwhile are then applied twice, which does no harm, instead of not at all.
 */
export type ReaderPorts = {
  /** The manifest as stored, unparsed; `undefined` when none was ever published. */
  fetchManifest(): Promise<unknown>;
  /** The stored bytes of a base, streamed; `undefined` when there is none by that id. */
  fetchBase(id: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Entries after the position, and the head. Asked at most every two seconds unless a search waits for its own edit. */
  fetchLog(after: number): Promise<LogPage>;
  /**
   * Builds a base from the records, publishes it, and returns once `fetchManifest` names it. Called when there is no
   * usable base. Where building takes longer than a request may, start the job and reject: the reader tries again
   * at the next search.
   */
  rebuild?(): Promise<void>;
  report(problem: SearchProblem): void;
  /** A folder of this process for unpacked bases; created when absent. */
  tmpDir: string;
  /** Milliseconds of any steady clock. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
};
