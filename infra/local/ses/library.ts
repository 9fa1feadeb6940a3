import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type startServer from 'aws-ses-v2-local';
import * as z from 'zod';

// The package is CommonJS with a `default` export, which Node and bundlers unwrap differently; `require` does not.
const moduleSchema = z.object({
  default: z.custom<typeof startServer>((value) => typeof value === 'function'),
});

export interface LibraryServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** Starts the mail catcher on a port of its own, behind ours. */
export async function startLibrary(): Promise<LibraryServer> {
  const start = moduleSchema.parse(createRequire(import.meta.url)('aws-ses-v2-local')).default;
  const server = await start({ host: '127.0.0.1', port: 0 });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The mail catcher has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: () => closeServer(server) };
}
