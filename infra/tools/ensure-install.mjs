// Runs before anything is installed, on any Node from 18 on: plain JavaScript, nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const marker = join(root, 'node_modules/.package-lock.json');

/** npm's own record of what it installed; compared by content, because a checkout changes every date. */
const fresh = () => {
  if (!existsSync(marker)) return false;
  const there = JSON.parse(readFileSync(marker, 'utf8')).packages ?? {};
  return Object.entries(wanted.packages).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    const found = there[path];
    return found === undefined ? optional === true : found.version === version;
  });
};

const say = (line) => process.stderr.write(`${line}\n`);

if (!fresh()) {
  say('Installing what Strongroom is made of. This happens once, and again when its parts change.');
  // npm tells scripts where it lives, so that no shell and no PATH is needed, on Windows neither.
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, error } = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0 || !fresh()) {
    const why = error === undefined ? `npm ended with ${status}` : error.message;
    say(`The installation did not finish (${why}). What npm wrote above says why; then run the same command again.`);
    process.exit(1);
  }
}
