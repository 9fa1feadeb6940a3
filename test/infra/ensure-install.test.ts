import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runNode } from '../../infra/tools/run-command.ts';

const script = 'infra/tools/ensure-install.mjs';
let root = '';
const put = (path: string, value: unknown): void => writeFileSync(join(root, path), JSON.stringify(value));
const lock = (version: string, optional = false) => ({
  packages: { '': { name: 'x' }, 'node_modules/zod': { version }, 'node_modules/odd': { version: '1.0.0', optional } },
});
/** A stand-in for npm that notes how it was called and leaves what `npm ci` would. */
const npm = (installs: unknown, code: number): Promise<{ code: number; output: string }> => {
  const body = [
    "import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';",
    "appendFileSync('called.txt', process.argv.slice(2).join(' '));",
    "mkdirSync('node_modules', { recursive: true });",
    `writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify(installs))});`,
    `process.exit(${code});`,
  ];
  writeFileSync(join(root, 'npm.mjs'), body.join('\n'));
  return runNode([join(root, script)], { cwd: root, env: { npm_execpath: join(root, 'npm.mjs') } });
};
const called = (): string => {
  try {
    return readFileSync(join(root, 'called.txt'), 'utf8');
  } catch {
    return '';
  }
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strongroom-install-'));
  mkdirSync(join(root, 'infra/tools'), { recursive: true });
  cpSync(resolve(import.meta.dirname, '../..', script), join(root, script));
  put('package-lock.json', lock('4.6.7'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('before npm start and npm test', () => {
  it('everything is installed when nothing is there', async () => {
    const { code, output } = await npm(lock('4.6.7'), 0);
    expect(code).toBe(0);
    expect(called()).toBe('ci --no-audit --no-fund');
    expect(output).toContain('This happens once');
  });

  it('nothing is done when all is there, and optional parts for other machines are not missed', async () => {
    mkdirSync(join(root, 'node_modules'));
    put('package-lock.json', lock('4.6.7', true));
    put('node_modules/.package-lock.json', { packages: { 'node_modules/zod': { version: '4.6.7' } } });
    const { code, output } = await npm(lock('4.6.7'), 0);
    expect([code, output, called()]).toEqual([0, '', '']);
  });

  it('it is installed again when a version has changed', async () => {
    mkdirSync(join(root, 'node_modules'));
    put('node_modules/.package-lock.json', lock('4.0.0'));
    expect((await npm(lock('4.6.7'), 0)).code).toBe(0);
    expect(called()).not.toBe('');
  });

  it('a failed installation is said in one sentence, and nothing starts', async () => {
    const { code, output } = await npm({}, 7);
    expect(code).toBe(1);
    expect(output).toContain('The installation did not finish (npm ended with 7)');
  });

  it('an installation that says it went well but did not is not believed', async () => {
    expect((await npm({ packages: {} }, 0)).code).toBe(1);
  });
});
