import { createServer, type RequestListener } from 'node:http';
import { type Listening, listen } from '../aws-json/listen.ts';

/** Ports of what browsers talk to; 0 lets the system choose. */
export interface SitePorts {
  readonly catalogue: number;
  readonly console: number;
  readonly mail: number;
  readonly files: number;
  readonly signIn: number;
}

export const ANY_PORTS: SitePorts = { catalogue: 0, console: 0, mail: 0, files: 0, signIn: 0 };

export function portsFrom(first: number): SitePorts {
  return { catalogue: first, console: first + 1, mail: first + 2, files: first + 3, signIn: first + 4 };
}

/** @throws one sentence naming the first port that something else uses */
export async function checkPortsFree(ports: SitePorts): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', (error) => {
        const taken = 'code' in error && error.code === 'EADDRINUSE';
        const others = 'Stop what uses it, or choose others with --port N.';
        reject(taken ? new Error(`Port ${port}, for the ${name}, is in use. ${others}`) : error);
      });
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
    });
  }
}

export interface LateServer extends Listening {
  /** From now on this answers. */
  readonly answerWith: (handler: RequestListener) => void;
}

/** Listens at once, so that its address is known, and answers 503 until it is told how. */
export async function listenLate(port: number): Promise<LateServer> {
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' });
    response.end('The library is starting.');
  };
  const listening = await listen((request, response) => handler(request, response), port);
  return {
    ...listening,
    answerWith: (next) => {
      handler = next;
    },
  };
}
