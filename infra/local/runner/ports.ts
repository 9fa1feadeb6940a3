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

/** Ports from 1024 on that browsers and fetch refuse to talk to ("bad ports" of the Fetch standard). */
const REFUSED = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** @throws one sentence naming the first port that something else uses, or that no browser would open */
export async function checkPortsFree(ports: SitePorts): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (REFUSED.has(port))
      throw new Error(`Browsers refuse port ${port}, for the ${name}. Choose others with --port N.`);
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
