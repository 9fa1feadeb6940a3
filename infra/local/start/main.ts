import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../runner/cloud.ts';
import { checkPortsFree, portsFrom } from '../runner/ports.ts';
import { seed } from '../seed/seed.ts';
import { type Account, readAccounts, writeAccounts, writePrivately } from './accounts.ts';
import { type DataFolder, markFilled, openDataFolder } from './data-folder.ts';
import { waitUntilHealthy } from './health.ts';
import { readOptions, type StartOptions, USAGE } from './options.ts';
import { prepare } from './prepare.ts';
import { removeRunning, writeRunning } from './running-file.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
// Where Debian and Homebrew put the scanner's socket.
const CLAMD_SOCKETS = ['/var/run/clamav/clamd.ctl', '/opt/homebrew/var/run/clamav/clamd.sock'];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOSPC')
    return 'The disk is full. Nothing that was saved is lost; make room and start again.';
  return error.message;
}

function announce(cloud: LocalCloud, accounts: readonly Account[]): void {
  const { catalogue, console: desk, mail, files, signIn } = cloud.addresses;
  say(`\nThe library is open.\n  catalogue  ${catalogue}\n  console    ${desk}\n  mail       ${mail}`);
  say(`  files      ${files}\n  sign-in    ${signIn}`);
  if (accounts.length > 0) say('\nPractice accounts (the sign-in page shows the code that staff are asked for):');
  for (const { role, username, password } of accounts) say(`  ${role.padEnd(11)}${username}   ${password}`);
  say('\nCtrl-C closes it.');
}

async function open(options: StartOptions, folder: DataFolder): Promise<LocalCloud> {
  const { dataDir, readyFile } = options;
  const ports = portsFrom(options.port);
  await checkPortsFree(ports);
  const { assemblyDir, pagesDir } = await prepare(ROOT, say);
  const logFile = resolve(dataDir, 'logs', 'local-cloud.log');
  mkdirSync(resolve(dataDir, 'logs'), { recursive: true });
  const cloud = await startLocalCloud({
    dir: dataDir,
    assemblyDir,
    pagesDir,
    ports,
    scanner: CLAMD_SOCKETS.some((socket) => existsSync(socket)) ? 'clamd' : 'none',
    log: (line) => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`),
  });
  try {
    await waitUntilHealthy(cloud, dataDir);
    if (folder.isNew) {
      if (!options.forRestore) writeAccounts(dataDir, await seed(cloud, { empty: options.empty, say }));
      markFilled(dataDir);
    }
    writeRunning(dataDir, cloud);
    const accounts = readAccounts(dataDir);
    if (readyFile !== undefined) writePrivately(readyFile, { ...cloud.addresses, aws: cloud.aws, accounts });
    announce(cloud, accounts);
    if (options.forRestore && folder.isNew)
      say(`\nIt is empty and waits for a backup: npm run restore -- --data ${dataDir} --from FILE-OR-FOLDER`);
    return cloud;
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

/** `npm start`: opens the library on this machine and keeps it open until it is told to close. */
export async function main(args: readonly string[]): Promise<void> {
  let folder: DataFolder | undefined;
  try {
    const options = readOptions(args, ROOT);
    if (options.readyFile !== undefined) rmSync(options.readyFile, { force: true });
    folder = openDataFolder(options.dataDir);
    removeRunning(options.dataDir);
    const { release } = folder;
    const opening = open(options, folder);
    let closing = false;
    const close = () => {
      // A second Ctrl-C does not wait: everything acknowledged is on disk already.
      if (closing) process.exit(130);
      closing = true;
      say('\nClosing the library …');
      opening
        .then(
          (cloud) => cloud.stop(),
          () => undefined,
        )
        .finally(() => {
          removeRunning(options.dataDir);
          if (options.readyFile !== undefined) rmSync(options.readyFile, { force: true });
          release();
          process.exit(0);
        });
    };
    process.on('SIGINT', close);
    process.on('SIGTERM', close);
    await opening;
  } catch (error) {
    folder?.release();
    process.stderr.write(`${sentence(error)}\n`);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`${USAGE}\n`);
    }
    process.exit(1);
  }
}
