import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

export interface Units {
  read: number;
  write: number;
  requests: number;
}

const Consumed = z.object({ CapacityUnits: z.number() });
const Answer = z.object({
  output: z.object({ ConsumedCapacity: z.union([Consumed, z.array(Consumed)]).optional() }),
});
const isWrite = (command: string): boolean => /Put|Update|Delete|Write/.test(command);

/** Asks every request of a client for the capacity it consumed, tables and indexes together, and adds it up. */
export const countUnits = (client: DynamoDBClient): { readonly client: DynamoDBClient; readonly take: () => Units } => {
  let units: Units = { read: 0, write: 0, requests: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      const { ConsumedCapacity } = Answer.parse(answer).output;
      const total = [ConsumedCapacity ?? []].flat().reduce((sum, each) => sum + each.CapacityUnits, 0);
      units[isWrite(String(context['commandName'])) ? 'write' : 'read'] += total;
      units.requests += 1;
      return answer;
    },
    { step: 'initialize', name: 'count-units' },
  );
  return {
    client,
    take: () => {
      const taken = units;
      units = { read: 0, write: 0, requests: 0 };
      return taken;
    },
  };
};
