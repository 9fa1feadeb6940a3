import { createServer, type Server } from 'node:net';

const ADDRESSES = 5;

const hold = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const letGo = (server: Server) => new Promise((resolve) => server.close(resolve));

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return address.port;
};

/** The first of five free ports in a row: the operating system picks one, and its four neighbours are tried. */
export const fiveFreePorts = async (): Promise<number> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const held = [await hold(0)];
    try {
      const first = portOf(held[0] ?? (await hold(0)));
      for (let next = 1; next < ADDRESSES; next += 1) held.push(await hold(first + next));
      return first;
    } catch {
      // A neighbour is taken, or beyond the last port: another place may be free.
    } finally {
      await Promise.all(held.map(letGo));
    }
  }
  throw new Error('no five free ports in a row');
};
