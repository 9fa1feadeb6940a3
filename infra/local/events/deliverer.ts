import type { LocalLambda } from '../lambda/lambda.ts';
import type { QueueStore } from '../sqs/queue-store.ts';
import { type Delivery, openDeliveries } from './delivery-store.ts';

export interface Target {
  readonly to: { readonly kind: 'function'; readonly name: string } | { readonly kind: 'queue'; readonly name: string };
  /** Where it goes when it could not be delivered, or its function failed to the end. */
  readonly failureQueue?: string | undefined;
  readonly maxAgeSeconds: number;
}

export interface Disorder {
  /** Every n-th delivery comes twice. */
  readonly duplicateEvery?: number;
  /** Deliveries are held back by up to this long, each by another time. */
  readonly shuffleMs?: number;
}

export interface Deliverer {
  readonly define: (id: string, target: Target) => void;
  /** On disk when it returns. */
  readonly deliver: (to: readonly { readonly target: string; readonly payload: string }[]) => void;
  readonly setDisorder: (disorder: Disorder) => void;
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

// Lambda tries an event that was not waited for twice more; it waits a minute, then two, which nobody wants here.
const RETRY_MS = [1000, 3000];
const AT_ONCE = 4;

/** Takes events to functions and queues, at least once, with Lambda's retries for functions that fail. */
export function createDeliverer(
  dir: string,
  tools: {
    readonly lambda: Pick<LocalLambda, 'invokeWhenFree'>;
    readonly queues: QueueStore;
    readonly log: (line: string) => void;
  },
): Deliverer {
  const { lambda, queues, log } = tools;
  const store = openDeliveries(dir);
  const targets = new Map<string, Target>();
  const out = new Set<Promise<void>>();
  let disorder: Disorder = {};
  let counted = 0;
  let timer: NodeJS.Timeout | undefined;
  let started = false;

  function giveUp(delivery: Delivery, target: Target, why: string): void {
    log(`events: ${delivery.target} could not be delivered: ${why}`);
    if (target.failureQueue === undefined) return;
    const attributes = { ERROR_MESSAGE: { DataType: 'String', StringValue: why.slice(0, 1000) } };
    queues.send(target.failureQueue, [{ body: delivery.payload, attributes }]);
  }
  async function attempt(delivery: Delivery): Promise<void> {
    const target = targets.get(delivery.target);
    if (!target) {
      log(`events: ${delivery.target} is not there any more; its event is dropped`);
      store.done(delivery.id);
      return;
    }
    if (target.to.kind === 'queue') {
      queues.send(target.to.name, [{ body: delivery.payload }]);
      store.done(delivery.id);
      return;
    }
    const { ok, payload } = await lambda.invokeWhenFree(target.to.name, delivery.payload);
    if (!started) return;
    const wait = RETRY_MS[delivery.attempts];
    const expired = Date.now() - delivery.first_at > target.maxAgeSeconds * 1000;
    if (!ok && wait !== undefined && !expired) {
      store.again(delivery.id, Date.now() + wait);
      return;
    }
    // The failure is on its queue before the delivery is forgotten.
    if (!ok) giveUp(delivery, target, payload);
    store.done(delivery.id);
  }
  function pump(): void {
    if (!started) return;
    clearTimeout(timer);
    for (const delivery of store.take(Date.now(), AT_ONCE - out.size)) {
      const job: Promise<void> = attempt(delivery)
        .catch((error: unknown) => {
          log(`events: ${String(error)}`);
          if (started) store.again(delivery.id, Date.now() + 1000);
        })
        .finally(() => {
          out.delete(job);
          pump();
        });
      out.add(job);
    }
    if (out.size >= AT_ONCE) return;
    const due = store.nextDue();
    if (due !== undefined) timer = setTimeout(pump, Math.max(1, due - Date.now()));
  }
  return {
    define: (id, target) => targets.set(id, target),
    deliver: (to) => {
      const { duplicateEvery = 0, shuffleMs = 0 } = disorder;
      const all = to.flatMap((each) => {
        counted++;
        return duplicateEvery > 0 && counted % duplicateEvery === 0 ? [each, each] : [each];
      });
      const at = () => Date.now() + Math.floor(Math.random() * shuffleMs);
      store.add(all.map((each) => ({ ...each, at: at() })));
      pump();
    },
    setDisorder: (next) => {
      disorder = next;
    },
    start: () => {
      started = true;
      pump();
    },
    close: async () => {
      started = false;
      clearTimeout(timer);
      await Promise.all(out);
      store.close();
    },
  };
}
