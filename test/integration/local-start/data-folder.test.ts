import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPortsFree, portsFrom } from '../../../infra/local/runner/ports.ts';
import { markFilled, openDataFolder } from '../../../infra/local/start/data-folder.ts';
import { readOptions } from '../../../infra/local/start/options.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a data folder', () => {
  it('is new until it was filled', () => {
    const first = openDataFolder(dir);
    expect(first.isNew).toBe(true);
    first.release();
    markFilled(dir);
    const second = openDataFolder(dir);
    expect(second.isNew).toBe(false);
    second.release();
  });

  it('from a newer version is refused and not touched', () => {
    writeFileSync(join(dir, 'version.json'), '{"format":99}');
    expect(() => openDataFolder(dir)).toThrow('written by a newer version');
  });

  it('in which a library runs is refused; one whose library was killed is not', () => {
    writeFileSync(join(dir, 'running.lock'), String(process.ppid));
    expect(() => openDataFolder(dir)).toThrow(`running already (process ${process.ppid})`);
    // No process has this number: it is over the largest one Linux gives.
    writeFileSync(join(dir, 'running.lock'), '4194305');
    openDataFolder(dir).release();
  });

  it('that cannot be made is said in one sentence', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => openDataFolder(join(dir, 'file', 'x'))).toThrow('cannot be made');
  });
});

describe('the options', () => {
  it('have defaults below the project, and refuse what is no port or not known', () => {
    expect(readOptions([], '/project')).toEqual({
      dataDir: '/project/.local',
      port: 4000,
      readyFile: undefined,
      empty: false,
      forRestore: false,
    });
    expect(() => readOptions(['--port', 'x'], '/')).toThrow('--port must be a number');
    expect(() => readOptions(['--port', '65532'], '/')).toThrow('--port must be a number');
    expect(() => readOptions(['--prot', '1'], '/')).toThrow('--prot');
  });
});

it('a port in use is named with what it is for', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const ports = { ...portsFrom(0), catalogue: 0, console: 0, mail: port, files: 0, signIn: 0 };
  await expect(checkPortsFree(ports)).rejects.toThrow(`Port ${port}, for the mail, is in use`);
  await new Promise((resolve) => taken.close(resolve));
});
