import type { Operation } from '../../../shared/contracts/operation.ts';

/** What a call carries beside its input. */
export interface CallOptions {
  /** The version the person saw, for edits. */
  readonly ifMatch?: number | undefined;
  /** One per intent of the user, the same on every retry. */
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BuiltRequest {
  readonly url: string;
  readonly method: Operation['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('Only text, numbers and yes/no fit into an address');
};

/**
 * Places an operation's input: `{names}` of the path first, the rest in the query of a GET or DELETE, else in a JSON body.
 * Throws when a path parameter is missing: that is a mistake of the caller, never of the user.
 */
export const buildRequest = (
  row: Pick<Operation, 'id' | 'method' | 'path' | 'ifMatch' | 'idempotent'>,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
): BuiltRequest => {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = row.path.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (value === undefined) throw new TypeError(`${row.id} needs ${name}`);
    return encodeURIComponent(asText(value));
  });
  const headers: Record<string, string> = { accept: 'application/json', 'x-requested-with': 'strongroom' };
  if (row.ifMatch === true) {
    if (options.ifMatch === undefined) throw new TypeError(`${row.id} needs the version that was seen`);
    headers['if-match'] = `"${options.ifMatch}"`;
  }
  if (row.idempotent === true) {
    if (options.key === undefined) throw new TypeError(`${row.id} needs a key`);
    headers['idempotency-key'] = options.key;
  }
  if (row.method === 'GET' || row.method === 'DELETE') {
    const query = new URLSearchParams([...rest].map(([name, value]) => [name, asText(value)]));
    const tail = query.size === 0 ? '' : `?${query}`;
    return { url: `/api${path}${tail}`, method: row.method, headers };
  }
  return {
    url: `/api${path}`,
    method: row.method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(rest)),
  };
};
