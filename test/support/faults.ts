import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';

/** What happens to a request, told its command; undefined lets it through. */
export type Fault = (command: string) => 'conflict' | 'throttled' | 'in progress' | 'answer lost' | undefined;

const common = { message: 'as under load', $metadata: { httpStatusCode: 400 } };
const thrown = {
  conflict: () =>
    new TransactionCanceledException({ ...common, CancellationReasons: [{ Code: 'TransactionConflict' }] }),
  throttled: () => new ProvisionedThroughputExceededException(common),
  'in progress': () => new TransactionInProgressException(common),
} as const;

/** What DynamoDB does under load and its engine on one machine never does, put between the client and the wire. */
export const withFaults = (client: DynamoDBClient, fault: Fault): DynamoDBClient => {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const kind = fault(String(context['commandName'] ?? ''));
      if (kind === undefined) return next(args);
      if (kind !== 'answer lost') throw thrown[kind]();
      await next(args);
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    },
    { step: 'initialize', name: 'faults' },
  );
  return client;
};

/** Loses the first answer to a command on the wire, inside the client's own retries: the request was carried out. */
export const withLostAnswer = (
  client: DynamoDBClient,
  command: string,
): { readonly client: DynamoDBClient; readonly sent: () => number } => {
  let sent = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] !== command) return next(args);
      sent += 1;
      const isFirst = sent === 1;
      const answer = await next(args);
      if (isFirst) throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      return answer;
    },
    { step: 'finalizeRequest', priority: 'low', name: 'lost-answer' },
  );
  return { client, sent: () => sent };
};

const Reads = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);
const asksLeader = (input: unknown): boolean => JSON.stringify(input).includes('"ConsistentRead":true');

/**
 * Gives every read the answer it had the first time, however much was written since: the worst that a replica or an
 * index may do. `all` does so to reads from the leader too, as if each had been made just before somebody else wrote.
 */
export const withStaleReads = (client: DynamoDBClient, all = false): DynamoDBClient => {
  const first = new Map<string, unknown>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context['commandName'] ?? '');
      if (!Reads.has(command) || (asksLeader(args.input) && !all)) return next(args);
      const key = `${command} ${JSON.stringify(args.input)}`;
      const answer = await next(args);
      if (!first.has(key)) first.set(key, answer.output);
      Object.assign(answer, { output: first.get(key) });
      return answer;
    },
    { step: 'initialize', name: 'stale-reads' },
  );
  return client;
};
