import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clamdScanner } from '../../../shared/intake/clamd.ts';
import { type Scanner, scannerNamed } from '../../../shared/intake/scanner.ts';

const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))));
});

type Answer = (received: Buffer, socket: Socket) => void;

/** A daemon that reads the stream as ClamAV's manual describes it, and answers as it is told. */
const daemon = async (answer: Answer, early?: (socket: Socket) => void): Promise<number> => {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    early?.(socket);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const command = Buffer.from('zINSTREAM\0');
      if (!bytes.subarray(0, command.length).equals(command)) return;
      const parts: Buffer[] = [];
      for (let at = command.length; at + 4 <= bytes.length; ) {
        const length = bytes.readUInt32BE(at);
        if (length === 0) return answer(Buffer.concat(parts), socket);
        if (at + 4 + length > bytes.length) return;
        parts.push(bytes.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
    });
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** A harmless text that stands for a virus in these tests; the known test string would alarm real scanners here. */
const BAD = 'this stands for something harmful';
const honest: Answer = (received, socket) =>
  socket.end(received.includes(BAD) ? 'stream: Test-Signature FOUND\0' : 'stream: OK\0');

const object = (bytes: Buffer) => ({
  size: bytes.length,
  read: async () =>
    (async function* () {
      for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
    })(),
});
const large = Buffer.alloc(3_000_000, 'catalogue ');

describe('every scanner', () => {
  const scanners: readonly (readonly [string, () => Promise<Scanner>])[] = [
    ['clamd', async () => scannerNamed(`clamd:127.0.0.1:${await daemon(honest)}`, false)],
    ['guardduty', async () => scannerNamed('guardduty', false)],
    ['none on one machine', async () => scannerNamed('none', true)],
    ['none in the cloud', async () => scannerNamed('none', false)],
  ];
  it.each(scanners)('%s never says clean of what is harmful', async (_name, make) => {
    const scanner = await make();
    const said = await scanner.scan(object(Buffer.concat([large, Buffer.from(BAD)])));
    expect(said.verdict).not.toBe('clean');
    expect(['refused', 'absent', 'open']).toContain(said.verdict);
  });

  it('says for itself what it is: looking, looking elsewhere, or not there', async () => {
    const verdicts = await Promise.all(
      scanners.map(async ([, make]) => (await (await make()).scan(object(large))).verdict),
    );
    expect(verdicts).toEqual(['clean', 'open', 'absent', 'open']);
  });

  it('has a name we know', () => {
    expect(() => scannerNamed('', true)).toThrow('no scanner');
    expect(() => scannerNamed('nothing', true)).toThrow('no scanner');
  });
});

describe('the ClamAV daemon', () => {
  const scan = async (answer: Answer, bytes = large, early?: (socket: Socket) => void, silenceMs = 2000) => {
    const port = await daemon(answer, early);
    return clamdScanner(() => createConnection({ host: '127.0.0.1', port }), silenceMs).scan(object(bytes));
  };

  it('is sent the very bytes of the object', async () => {
    let received: Uint8Array = new Uint8Array(0);
    await scan((bytes, socket) => {
      received = bytes;
      socket.end('stream: OK\0');
    });
    expect(Buffer.compare(received, large)).toBe(0);
  });

  it('names what it found', async () => {
    expect(await scan(honest, Buffer.from(BAD))).toEqual({ verdict: 'refused', why: 'Test-Signature' });
  });

  it.each([
    ['a limit', 'INSTREAM size limit exceeded. ERROR\0'],
    ['an error', 'stream: Can not allocate memory ERROR\0'],
    ['nothing', ''],
    ['more than OK', 'stream: OK maybe\0'],
  ])('that answers with %s has said nothing, and the file waits', async (_name, text) => {
    await expect(scan((_bytes, socket) => void socket.end(text))).rejects.toThrow('virus scanner said');
  });

  it('that says OK before it has seen everything is not believed', async () => {
    const hasty = (socket: Socket) => void socket.write('stream: OK\0');
    await expect(scan(() => undefined, Buffer.alloc(30_000_000), hasty)).rejects.toThrow('virus scanner said');
  });

  it('that falls silent, hangs up or is not there has said nothing', async () => {
    await expect(scan(() => undefined, large, undefined, 100)).rejects.toThrow('does not answer');
    await expect(scan((_bytes, socket) => void socket.destroy())).rejects.toThrow();
    await expect(scannerNamed('clamd:/nowhere/clamd.ctl', false).scan(object(large))).rejects.toThrow();
  });

  it('is not asked for a word on an object that cannot be read', async () => {
    const port = await daemon(honest);
    const scanner = clamdScanner(() => createConnection({ host: '127.0.0.1', port }), 2000);
    const broken = { size: 3, read: () => Promise.reject(new Error('the object vanished')) };
    await expect(scanner.scan(broken)).rejects.toThrow('the object vanished');
  });
});
