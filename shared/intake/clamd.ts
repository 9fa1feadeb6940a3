import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Scannable, Scanner } from './scanner.ts';

/** No word from the daemon for this long: it does not answer, and the file waits. */
const SILENCE_MS = 120_000;
const ANSWER_BYTES = 4096;

/** Sends the object in chunks, each with its length before it; a length of zero ends it. */
const send = async (socket: Socket, object: Scannable, signal: AbortSignal): Promise<void> => {
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (!socket.write(bytes)) await once(socket, 'drain', { signal });
  };
  const length = (bytes: number): Uint8Array => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(bytes);
    return four;
  };
  await write(Buffer.from('zINSTREAM\0'));
  for await (const chunk of await object.read()) {
    if (chunk.length === 0) continue;
    await write(length(chunk.length));
    await write(chunk);
  }
  await write(length(0));
};

const answerOf = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) {
    text += Buffer.from(chunk).toString('latin1');
    if (text.includes('\0') || text.length > ANSWER_BYTES) break;
  }
  return text.split('\0')[0]?.trim() ?? '';
};

/**
 * Asks a ClamAV daemon (command INSTREAM). Anything but its exact "OK" or a named find throws: a limit, an error,
 * a broken connection and silence all leave the file where it is.
 */
export const clamdScanner = (connect: () => Socket, silenceMs = SILENCE_MS): Scanner => ({
  engine: 'clamd',
  scan: async (object) => {
    const socket = connect();
    const end = new AbortController();
    socket.setTimeout(silenceMs, () => socket.destroy(new Error('the virus scanner does not answer')));
    let isSent = false;
    const sending = send(socket, object, end.signal).then(
      () => {
        isSent = true;
      },
      // An object that cannot be read, too, must end the wait for an answer about it.
      (error: unknown) => void socket.destroy(error instanceof Error ? error : new Error('the object was not read')),
    );
    try {
      const answer = await answerOf(socket);
      const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
      if (found !== undefined) return { verdict: 'refused', why: found.slice(0, 200) };
      if (answer === 'stream: OK' && isSent) return { verdict: 'clean' };
      throw new Error(`the virus scanner said: ${answer === '' ? 'nothing' : answer}`);
    } finally {
      end.abort();
      socket.destroy();
      await sending;
    }
  },
});
