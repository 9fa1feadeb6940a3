import type * as z from 'zod';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { ProblemError, problemFrom } from './problem.ts';
import { buildRequest, type CallOptions } from './request.ts';

export type RowOf<Table extends readonly Operation[], Id extends Table[number]['id']> = Extract<
  Table[number],
  { id: Id }
>;
export type InputOf<Row extends Operation> = z.input<Row['input']>;
export type OutputOf<Row extends Operation> = z.output<Row['output']>;

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const send = async (row: Operation, input: unknown, options: CallOptions): Promise<unknown> => {
  const fields = typeof input === 'object' && input !== null ? { ...input } : {};
  const request = buildRequest(row, fields, options);
  const response = await fetch(request.url, {
    method: request.method,
    headers: { ...request.headers },
    credentials: 'same-origin',
    cache: 'no-store',
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new ProblemError('offline', 0);
  });
  const body = await readBody(response);
  if (!response.ok) throw problemFrom(response.status, body);
  return body;
};

/**
 * A typed client over a table of operations: `call('title.edit', input, { ifMatch })`. Input and output types come from
 * the table; the answer is parsed with its schema, so a page never meets a shape it was not written for.
 * Throws `ProblemError` for every refusal, for no connection, and for an answer that does not parse.
 */
export const makeClient = <const Table extends readonly Operation[]>(table: Table) => {
  const rows = new Map<string, Operation>(table.map((row) => [row.id, row]));
  // An overload, because a row found by its id cannot carry its own types through a Map.
  function call<Id extends Table[number]['id']>(
    id: Id,
    input: InputOf<RowOf<Table, Id>>,
    options?: CallOptions,
  ): Promise<OutputOf<RowOf<Table, Id>>>;
  async function call(id: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    const row = rows.get(id);
    if (row === undefined) throw new TypeError(`No operation ${id}`);
    const parsed = row.output.safeParse(await send(row, input, options));
    if (!parsed.success) throw new ProblemError('answer-unreadable', 200);
    return parsed.data;
  }
  return call;
};
