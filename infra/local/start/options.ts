import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

export interface StartOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly readyFile: string | undefined;
  readonly empty: boolean;
}

export const USAGE = `npm start -- [--data DIR] [--port N] [--ready-file FILE] [--empty]
  --data DIR         where the library lies (default: .local)
  --port N           catalogue on N, console N+1, mail N+2, files N+3, sign-in N+4 (default: 4000)
  --ready-file FILE  written as JSON when everything is up
  --empty            a library without the demo`;

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
  };
}
