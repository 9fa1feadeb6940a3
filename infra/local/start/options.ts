import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

export interface StartOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly readyFile: string | undefined;
  readonly empty: boolean;
  /** Nothing at all, not even a founded library: what a restore fills. */
  readonly forRestore: boolean;
}

export const USAGE = `npm start -- [--data DIR] [--port N] [--ready-file FILE] [--empty | --for-restore]
  --data DIR         where the library lies (default: .local)
  --port N           catalogue on N, console N+1, mail N+2, files N+3, sign-in N+4 (default: 4000)
  --ready-file FILE  written as JSON when everything is up
  --empty            a library without the demo
  --for-restore      no library at all: an empty deployment, which npm run restore fills`;

// Five ports from this one on are taken.
const portNumber = z.coerce.number().int().min(1).max(65_531);

/** @throws one sentence for what cannot be understood */
export function readOptions(args: readonly string[], root: string): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: '.local' },
      port: { type: 'string', default: '4000' },
      'ready-file': { type: 'string' },
      empty: { type: 'boolean', default: false },
      'for-restore': { type: 'boolean', default: false },
    },
  });
  const port = portNumber.safeParse(values.port);
  if (!port.success) throw new Error(`--port must be a number from 1 to 65531, not "${values.port}".`);
  const readyFile = values['ready-file'];
  return {
    dataDir: resolve(root, values.data),
    port: port.data,
    readyFile: readyFile === undefined ? undefined : resolve(readyFile),
    empty: values.empty,
    forRestore: values['for-restore'],
  };
}
