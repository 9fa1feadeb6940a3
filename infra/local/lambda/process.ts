import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorPayload, type FunctionDefinition, type InvokeResult } from './definition.ts';
import type { Invocation, RuntimePeer } from './runtime-api.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));
// The whole process counts as memory on AWS; the heap is the largest part of it.
const HEAP_SHARE = 0.85;

export interface ProcessTools {
  readonly apiHost: string;
  readonly register: (id: string, peer: RuntimePeer) => void;
  readonly unregister: (id: string) => void;
  readonly tmpDir: string;
  readonly sharedEnv: Readonly<Record<string, string>>;
  readonly writeLog: (text: string) => void;
}

/** One warm environment of a function: it runs one invocation at a time. */
export interface FunctionProcess {
  readonly invoke: (payload: string) => Promise<InvokeResult>;
  readonly alive: () => boolean;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

function environment(definition: FunctionDefinition, tools: ProcessTools, id: string): Record<string, string> {
  const { name, memoryMb, handler, codeDir, credentials } = definition;
  const options = definition.environment['NODE_OPTIONS'] ?? '';
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    TMPDIR: tools.tmpDir,
    ...tools.sharedEnv,
    ...definition.environment,
    NODE_OPTIONS: `${options} --max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`.trim(),
    AWS_LAMBDA_RUNTIME_API: `${tools.apiHost}/${id}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: codeDir,
    _HANDLER: handler,
  };
}

interface Waiting {
  readonly id: string;
  readonly settle: (result: InvokeResult) => void;
}

/** Starts a process for a function; it loads the handler while its first invocation waits. */
export function startProcess(definition: FunctionDefinition, tools: ProcessTools): FunctionProcess {
  const id = randomUUID();
  let give: ((invocation: Invocation) => void) | undefined;
  let offered: Invocation | undefined;
  let waiting: Waiting | undefined;

  function settle(result: InvokeResult, invocation?: string): void {
    if (!waiting || (invocation !== undefined && invocation !== waiting.id)) return;
    const { settle: done } = waiting;
    waiting = undefined;
    done(result);
  }
  tools.register(id, {
    next: () =>
      new Promise((resolve) => {
        if (!offered) {
          give = resolve;
          return;
        }
        const invocation = offered;
        offered = undefined;
        resolve(invocation);
      }),
    respond: (invocation, payload) => settle({ ok: true, payload }, invocation),
    fail: (invocation, payload) => settle({ ok: false, payload }, invocation),
    initFailed: (payload) => settle({ ok: false, payload }),
  });

  mkdirSync(tools.tmpDir, { recursive: true });
  const child: ChildProcess = spawn(process.execPath, [BOOTSTRAP], {
    env: environment(definition, tools, id),
    cwd: definition.codeDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for the library, which lets what runs here end; the bootstrap ends by itself when the library is gone.
    detached: true,
  });
  child.stdout?.on('data', (bytes: Buffer) => tools.writeLog(bytes.toString('utf8')));
  child.stderr?.on('data', (bytes: Buffer) => tools.writeLog(bytes.toString('utf8')));
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    const over = (why: string) => {
      if (ended) return;
      ended = true;
      tools.unregister(id);
      settle({
        ok: false,
        payload: errorPayload('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited: ${why}`),
      });
      resolve();
    };
    child.once('exit', (code, signal) => over(signal ?? `exit status ${code}`));
    child.once('error', (error) => over(error.message));
  });

  async function invoke(payload: string): Promise<InvokeResult> {
    const invocation: Invocation = {
      id: randomUUID(),
      arn: definition.arn,
      payload,
      deadline: Date.now() + definition.timeoutSeconds * 1000,
    };
    const { promise, resolve } = Promise.withResolvers<InvokeResult>();
    waiting = { id: invocation.id, settle: resolve };
    const timer = setTimeout(() => {
      const seconds = definition.timeoutSeconds.toFixed(2);
      const message = `RequestId: ${invocation.id} Error: Task timed out after ${seconds} seconds`;
      tools.writeLog(`${message}\n`);
      settle({ ok: false, payload: errorPayload('Sandbox.Timedout', message) });
      child.kill('SIGKILL');
    }, definition.timeoutSeconds * 1000);
    if (ended) settle({ ok: false, payload: errorPayload('Runtime.ExitError', 'Runtime exited before it was called') });
    else if (give) {
      const handOver = give;
      give = undefined;
      handOver(invocation);
    } else offered = invocation;
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }
  async function stop(): Promise<void> {
    if (!ended) child.kill('SIGKILL');
    await exit;
  }
  return { invoke, alive: () => !ended, pid: child.pid, stop };
}
