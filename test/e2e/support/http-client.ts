import type { Operation } from '../../../shared/contracts/operation.ts';
import type { OperationId, OperationOf } from '../../../shared/contracts/operations.ts';
import { operations } from '../../../shared/contracts/operations.ts';
import type { InputOf, OutputOf } from '../../../web/shared/api/client.ts';
import { problemFrom } from '../../../web/shared/api/problem.ts';
import { buildRequest, type CallOptions } from '../../../web/shared/api/request.ts';

const rows = new Map<string, Operation>(operations.map((row) => [row.id, row]));

/** Calls the library over HTTP as a browser on one of its pages does, with the cookie of somebody's session. */
export const httpClient = (origin: string, cookie: string) => {
  // An overload, because a row found by its id cannot carry its own types through a Map.
  function call<Id extends OperationId>(
    id: Id,
    input: InputOf<OperationOf<Id>>,
    options?: CallOptions,
  ): Promise<OutputOf<OperationOf<Id>>>;
  async function call(id: string, input: object, options: CallOptions = {}): Promise<unknown> {
    const row = rows.get(id);
    if (row === undefined) throw new TypeError(`no operation ${id}`);
    const { url, method, headers, body } = buildRequest(row, { ...input }, options);
    const response = await fetch(new URL(url, origin), {
      method,
      headers: { ...headers, cookie, origin },
      ...(body === undefined ? {} : { body }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw problemFrom(response.status, answer);
    return row.output.parse(answer);
  }
  return call;
};
export type HttpClient = ReturnType<typeof httpClient>;
