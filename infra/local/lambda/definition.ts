/** A function as its template describes it, with everything resolved. */
export interface FunctionDefinition {
  /** The physical name. */
  readonly name: string;
  readonly arn: string;
  /** The folder of the unpacked bundle. */
  readonly codeDir: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** How the function's own AWS calls are signed; the principal is the function. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How one invocation ended. `payload` is JSON; after an error it is `{ errorType, errorMessage, trace }`. */
export interface InvokeResult {
  readonly ok: boolean;
  readonly payload: string;
}

/** AWS: 6 MB for a request and for an answer that is waited for. */
export const SYNC_PAYLOAD_LIMIT = 6 * 1_048_576;

/** No more than the account's concurrent executions may run. */
export class ThrottledError extends Error {
  override readonly name = 'TooManyRequestsException';

  constructor() {
    super('Rate Exceeded.');
  }
}

export function errorPayload(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage, trace: [] });
}
