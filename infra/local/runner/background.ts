import type { LocalDynamo } from '../dynamodb/dynamodb.ts';
import type { Deliverer } from '../events/deliverer.ts';
import { runSchedules } from '../events/schedules.ts';
import type { LocalLambda } from '../lambda/lambda.ts';
import { runQueueMapping } from '../sqs/mapping.ts';
import type { QueueStore } from '../sqs/queue-store.ts';
import { openCheckpoints } from '../streams/checkpoints.ts';
import { readStream } from '../streams/reader.ts';
import type { Graph } from './graph.ts';
import { readMappings, readSchedules } from './read-events.ts';

export interface BackgroundTools {
  readonly dir: string;
  readonly region: string;
  readonly lambda: Pick<LocalLambda, 'invokeWhenFree'>;
  readonly queues: QueueStore;
  readonly dynamo: Pick<LocalDynamo, 'call'>;
  readonly deliverer: Deliverer;
  readonly log: (line: string) => void;
}

export interface Background {
  /** A table was written: its stream is read at once. */
  readonly poke: () => void;
  readonly fireSchedule: (logicalId: string) => void;
  /** No new work is taken; what functions hold is waited for by `drained`. */
  readonly stopTaking: () => { readonly drained: Promise<unknown> };
  readonly close: () => void;
}

/** Everything that happens because something happened, or by the clock. */
export function runBackground(graph: Graph, tools: BackgroundTools): Background {
  const { lambda, queues, log } = tools;
  const schedules = runSchedules(readSchedules(graph), tools.deliverer);
  const checkpoints = openCheckpoints(tools.dir);
  const mappings = readMappings(graph, tools.region);
  tools.deliverer.start();
  const fromQueues = mappings.queues.map((mapping) => runQueueMapping(mapping, queues, lambda, log));
  const fromStreams = mappings.streams.map(({ failureQueue, ...mapping }) => {
    const onGivenUp = (message: string) => {
      if (failureQueue !== undefined) queues.send(failureQueue, [{ body: message }]);
    };
    return readStream({ ...mapping, onGivenUp }, tools.dynamo.call, { lambda, checkpoints, log });
  });
  return {
    poke: () => {
      for (const reader of fromStreams) reader.poke();
    },
    fireSchedule: schedules.fire,
    stopTaking: () => {
      schedules.close();
      return { drained: Promise.all([...fromQueues, ...fromStreams].map((taker) => taker.close())) };
    },
    close: checkpoints.close,
  };
}
