import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A running DynamoDB engine that the front talks to. */
export interface Engine {
  readonly url: () => string;
  /** The engine's process while it is one of ours, so that a test can kill it. */
  readonly pid: () => number | undefined;
  readonly close: () => Promise<void>;
}

// When this process is killed its end of the pipe closes, `cat` ends, and the engine is stopped:
// an orphan would keep the data file open under the next start.
const GUARD =
  '"$@" </dev/null & engine=$!; echo "pid $engine"; (cat <&3 >/dev/null; kill -TERM $engine) & wait $engine';

/** @throws when this platform has no engine; the sentence names the two ways out. */
export function findDynoxide(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}/dynoxide`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no local DynamoDB for ${process.platform} on ${process.arch}. ` +
        'Set DYNAMODB_ENDPOINT to the address of one you run yourself, such as DynamoDB Local with Java 17 or later.',
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    // Any answer will do: what matters is that something listens there.
    await fetch(url, { signal: AbortSignal.timeout(1000) }).then((response) => response.arrayBuffer());
    return true;
  } catch {
    return false;
  }
}

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  pid: number | undefined;
}

async function launch(binary: string, file: string): Promise<Running> {
  const port = await freePort();
  const args = [binary, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const child = spawn('/bin/sh', ['-c', `exec 3<&0; ${GUARD}`, 'engine', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const running: Running = { process: child, url: `http://127.0.0.1:${port}`, pid: undefined };
  let said = '';
  const hear = (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
    running.pid ??= Number(/pid (\d+)/.exec(said)?.[1]) || undefined;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break;
    if (running.pid !== undefined && (await answers(running.url))) return running;
    await delay(25);
  }
  child.stdin.destroy();
  throw new Error(`The local DynamoDB did not start on ${file}: ${said.trim() || 'it said nothing'}`);
}

/** Starts dynoxide on a data file and starts it again whenever it dies. */
export async function startDynoxide(file: string, log: (line: string) => void): Promise<Engine> {
  const binary = findDynoxide();
  let closing = false;
  let running = await launch(binary, file);
  let restarting: Promise<void> = Promise.resolve();

  function watch(current: Running): void {
    current.process.once('exit', (code, signal) => {
      current.process.stdin?.destroy();
      if (closing) return;
      log(`dynamodb: the engine ended (${signal ?? code}); starting it again`);
      restarting = relaunch();
    });
  }
  async function relaunch(): Promise<void> {
    for (let wait = 50; !closing; wait = Math.min(wait * 2, 5000)) {
      try {
        running = await launch(binary, file);
        watch(running);
        return;
      } catch (error) {
        log(`dynamodb: ${error instanceof Error ? error.message : String(error)}`);
        await delay(wait);
      }
    }
  }
  watch(running);

  async function close(): Promise<void> {
    closing = true;
    await restarting;
    const { process: child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.destroy();
    await ended;
  }
  return { url: () => running.url, pid: () => running.pid, close };
}

/** An engine somebody else runs. */
export function externalEngine(endpoint: string): Engine {
  return { url: () => endpoint, pid: () => undefined, close: () => Promise.resolve() };
}
