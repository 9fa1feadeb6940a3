import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LedgerEvent } from '../contracts/record.ts';

const AT_ONCE = 10;

/** The bus of a name. */
export const openBus = (name: string) => {
  const client = new EventBridgeClient({});
  return { publish: (events: readonly LedgerEvent[]) => publishEvents(client, name, events) };
};

/** Puts ledger events on the bus, in order. Gives the index of the first that did not get there, if any. */
const publishEvents = async (
  client: EventBridgeClient,
  bus: string,
  events: readonly LedgerEvent[],
): Promise<number | undefined> => {
  for (let start = 0; start < events.length; start += AT_ONCE) {
    const batch = events.slice(start, start + AT_ONCE);
    const answer = await client.send(
      new PutEventsCommand({
        Entries: batch.map((event) => ({
          EventBusName: bus,
          Source: 'strongroom',
          DetailType: event.type,
          Detail: JSON.stringify(event),
          Time: new Date(event.at),
        })),
      }),
    );
    const failed = (answer.Entries ?? []).findIndex((entry) => entry.ErrorCode !== undefined);
    if (failed >= 0) return start + failed;
  }
  return undefined;
};
