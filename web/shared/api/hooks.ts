import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { type InputOf, makeClient, type OutputOf, type RowOf } from './client.ts';
import { worthRetrying } from './problem.ts';

/** One key per intent of the user; a retry of the same intent brings the same key. */
export const newKey = (): string => crypto.randomUUID();

const RETRIES = 2;
const retry = (count: number, error: unknown): boolean => count < RETRIES && worthRetrying(error);
const retryDelay = (count: number): number => 400 * 2 ** count;

/** The client of one site with the hooks its pages use: reads that are kept, pages of lists, and actions. */
export const makeApi = <const Table extends readonly Operation[]>(table: Table) => {
  type Id = Table[number]['id'];
  const call = makeClient(table);

  interface ReadOptions<Output> {
    readonly enabled?: boolean;
    /** Milliseconds until the next look, from the last answer; false when nothing more will come. */
    readonly poll?: (last: Output | undefined) => number | false;
    /** Asks when the page part appears, also when the answer is known from a moment ago. */
    readonly always?: boolean;
  }

  const useRead = <I extends Id>(
    id: I,
    input: InputOf<RowOf<Table, I>>,
    { enabled = true, poll, always = false }: ReadOptions<OutputOf<RowOf<Table, I>>> = {},
  ) =>
    useQuery<OutputOf<RowOf<Table, I>>>({
      queryKey: [id, input],
      queryFn: ({ signal }) => call(id, input, { signal }),
      enabled,
      retry,
      retryDelay,
      refetchOnMount: always ? 'always' : true,
      refetchInterval: (query) => poll?.(query.state.data) ?? false,
    });

  /** A list page by page, by its opaque cursor. `withCursor` puts the cursor into the input. */
  const usePages = <I extends Id>(
    id: I,
    name: readonly unknown[],
    withCursor: (cursor: string | undefined) => InputOf<RowOf<Table, I>>,
    nextOf: (page: OutputOf<RowOf<Table, I>>) => string | undefined,
    enabled = true,
    /** Milliseconds until the next look, from the newest page. */
    poll?: (first: OutputOf<RowOf<Table, I>> | undefined) => number | false,
  ) =>
    useInfiniteQuery({
      queryKey: [id, ...name],
      queryFn: ({ pageParam, signal }) => call(id, withCursor(pageParam === '' ? undefined : pageParam), { signal }),
      initialPageParam: '',
      getNextPageParam: (last) => nextOf(last),
      // What was found stays in sight while the next words are looked up.
      placeholderData: keepPreviousData,
      enabled,
      retry,
      retryDelay,
      refetchInterval: (query) => poll?.(query.state.data?.pages[0]) ?? false,
    });

  interface Intent<I extends Id> {
    readonly input: InputOf<RowOf<Table, I>>;
    readonly ifMatch: number | undefined;
    readonly key: string;
    readonly done: ((output: OutputOf<RowOf<Table, I>>) => void) | undefined;
  }

  /** A write. After it every read is fetched anew: what it changed is the server's to know. */
  const useAction = <I extends Id>(
    id: I,
    always?: (output: OutputOf<RowOf<Table, I>>) => void,
    /** False where the page is left for good: signed out, every read would only be refused. */
    refresh = true,
  ) => {
    const queries = useQueryClient();
    const mutation = useMutation({
      mutationFn: ({ input, ifMatch, key }: Intent<I>) => call(id, input, { ifMatch, key }),
      retry,
      retryDelay,
      onSuccess: (output, intent) => {
        if (refresh) void queries.invalidateQueries();
        always?.(output);
        intent.done?.(output);
      },
    });
    return {
      /** Begins a new intent. `done` runs after this one alone, even when its page is gone. */
      run: (
        input: InputOf<RowOf<Table, I>>,
        options: { ifMatch?: number | undefined } = {},
        done?: (output: OutputOf<RowOf<Table, I>>) => void,
      ) => mutation.mutate({ input, ifMatch: options.ifMatch, key: newKey(), done }),
      pending: mutation.isPending,
      error: mutation.error,
      reset: mutation.reset,
    };
  };

  return { call, useRead, usePages, useAction };
};
