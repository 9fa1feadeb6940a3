/** Why the engine could not do what it was asked. The wiring maps these to the product's error codes. */
export type SearchErrorCode =
  /** This Node was built without SQLite's FTS5. */
  | 'fts5-missing'
  /** No base by that id is in the store. */
  | 'base-missing'
  /** The base's bytes are not those the manifest names, or not a base. */
  | 'base-corrupt'
  /** The base was written by another version of the engine: its words are folded differently. */
  | 'base-schema'
  /** An entry of the log cannot be decoded. */
  | 'log-entry-corrupt'
  /** The log no longer holds what follows the base, or is another log. */
  | 'log-gap'
  /** More edits than a base can take; a new base is due. */
  | 'log-too-long'
  /** The manifest does not have the form of one. */
  | 'manifest-invalid'
  /** No base could be opened and none could be rebuilt. */
  | 'unavailable';

export class SearchError extends Error {
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SearchError';
    this.code = code;
  }
}
