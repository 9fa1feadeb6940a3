import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { listen } from '../aws-json/listen.ts';
import {
  errorPayload,
  type FunctionDefinition,
  type InvokeResult,
  SYNC_PAYLOAD_LIMIT,
  ThrottledError,
} from './definition.ts';
import { type FunctionProcess, startProcess } from './process.ts';
import { type RuntimePeer, runtimeApi } from './runtime-api.ts';

export interface LambdaOptions {
  /** The data folder of the local cloud: logs go into `logs`, what functions put into /tmp into `tmp`. */
  readonly dir: string;
  /** Environment every function gets: region and service addresses. */
  readonly sharedEnv: Readonly<Record<string, string>>;
  /** A new AWS account has ten. */
  readonly concurrency?: number;
  readonly idleMs?: number;
}

export interface LocalLambda {
  readonly define: (definition: FunctionDefinition) => void;
  readonly names: () => readonly string[];
  /** @throws ThrottledError when as many invocations run as the account may have */
  readonly invoke: (name: string, payload: string) => Promise<InvokeResult>;
  /** Like `invoke`, but waits for a free place: how queues and streams treat a throttled function. */
  readonly invokeWhenFree: (name: string, payload: string) => Promise<InvokeResult>;
  readonly running: () => number;
  readonly processIds: () => readonly number[];
  readonly close: () => Promise<void>;
}

interface Environment {
  readonly name: string;
  readonly process: FunctionProcess;
  busy: boolean;
  idleTimer?: NodeJS.Timeout;
}

const IDLE_MS = 10 * 60_000;

/** Lambda on this machine: a process per warm environment, ten invocations at once in all. */
export async function createLambda(options: LambdaOptions): Promise<LocalLambda> {
  const concurrency = options.concurrency ?? 10;
  // More processes of one function than this only take the processors from each other.
  const perFunction = Math.max(2, availableParallelism());
  const peers = new Map<string, RuntimePeer>();
  const server = await listen(runtimeApi(peers), 0);
  const definitions = new Map<string, FunctionDefinition>();
  const environments = new Set<Environment>();
  const freed = new Set<() => void>();
  const logs = join(options.dir, 'logs');
  mkdirSync(logs, { recursive: true });
  let running = 0;
  let started = 0;
  let closed = false;

  function launch(definition: FunctionDefinition): Environment {
    const { name } = definition;
    const tmpDir = join(options.dir, 'tmp', `${name}-${started++}`);
    const process = startProcess(definition, {
      apiHost: server.url.replace('http://', ''),
      register: (id, peer) => peers.set(id, peer),
      unregister: (id) => peers.delete(id),
      tmpDir,
      sharedEnv: options.sharedEnv,
      writeLog: (text) => appendFileSync(join(logs, `${name}.log`), text),
    });
    const environment: Environment = { name, process, busy: true };
    environments.add(environment);
    return environment;
  }
  function discard(environment: Environment): Promise<void> {
    clearTimeout(environment.idleTimer);
    environments.delete(environment);
    return environment.process.stop();
  }
  function notify(): void {
    for (const wake of [...freed]) wake();
  }
  /** A warm environment, or a new one, or a wait for one of this function's own. */
  async function acquire(definition: FunctionDefinition): Promise<Environment> {
    for (;;) {
      const own = [...environments].filter((each) => each.name === definition.name);
      const found = own.find((each) => !each.busy && each.process.alive());
      if (found) {
        // Taken before anything is awaited, or two callers would get the same one.
        found.busy = true;
        return found;
      }
      for (const dead of own.filter((each) => !each.process.alive())) void discard(dead);
      if (own.filter((each) => each.process.alive()).length < perFunction) return launch(definition);
      await new Promise<void>((resolve) => {
        const wake = () => {
          freed.delete(wake);
          resolve();
        };
        freed.add(wake);
      });
      if (closed) throw new Error('The local Lambda was stopped.');
    }
  }
  async function run(definition: FunctionDefinition, payload: string): Promise<InvokeResult> {
    running++;
    try {
      const environment = await acquire(definition);
      clearTimeout(environment.idleTimer);
      try {
        return await environment.process.invoke(payload);
      } finally {
        environment.busy = false;
        if (!environment.process.alive()) void discard(environment);
        else {
          environment.idleTimer = setTimeout(() => void discard(environment), options.idleMs ?? IDLE_MS);
          environment.idleTimer.unref();
        }
      }
    } finally {
      running--;
      notify();
    }
  }
  function known(name: string): FunctionDefinition {
    const definition = definitions.get(name);
    if (!definition) throw new Error(`There is no function ${name}.`);
    return definition;
  }
  function invoke(name: string, payload: string): Promise<InvokeResult> {
    const definition = known(name);
    if (closed) return Promise.reject(new Error('The local Lambda was stopped.'));
    if (Buffer.byteLength(payload) > SYNC_PAYLOAD_LIMIT) {
      const message = `${Buffer.byteLength(payload)} byte payload is too large (limit ${SYNC_PAYLOAD_LIMIT} bytes)`;
      return Promise.resolve({ ok: false, payload: errorPayload('RequestEntityTooLargeException', message) });
    }
    return running >= concurrency ? Promise.reject(new ThrottledError()) : run(definition, payload);
  }
  async function invokeWhenFree(name: string, payload: string): Promise<InvokeResult> {
    while (running >= concurrency && !closed) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          freed.delete(wake);
          resolve();
        };
        freed.add(wake);
      });
    }
    return invoke(name, payload);
  }
  return {
    define: (definition) => definitions.set(definition.name, definition),
    names: () => [...definitions.keys()],
    invoke,
    invokeWhenFree,
    running: () => running,
    processIds: () => [...environments].flatMap(({ process }) => (process.pid === undefined ? [] : [process.pid])),
    close: async () => {
      closed = true;
      notify();
      await Promise.all([...environments].map(discard));
      await server.close();
      rmSync(join(options.dir, 'tmp'), { recursive: true, force: true });
    },
  };
}
