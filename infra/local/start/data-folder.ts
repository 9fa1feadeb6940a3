import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** The arrangement of files that this code reads and writes. */
const FORMAT = 1;
const SMALLEST_FREE_BYTES = 256 * 1_048_576;
const versionFile = z.object({ format: z.number() });

export interface DataFolder {
  /** Nothing was here before. */
  readonly isNew: boolean;
  readonly release: () => void;
}

/** Whether a process runs, ours or another's. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function takeLock(file: string, dir: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = Number(readFileSync(file, 'utf8'));
      if (holder > 0 && holder !== process.pid && alive(holder)) {
        throw new Error(
          `The library in ${dir} is running already (process ${holder}). Stop it, or use another --data.`,
        );
      }
      // Its holder was killed.
      rmSync(file, { force: true });
    }
  }
  throw new Error(`The data folder ${dir} cannot be locked: remove ${file} if no library runs there.`);
}

function checkVersion(file: string, dir: string): void {
  if (!existsSync(file)) return;
  const parsed = versionFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is damaged; the data folder ${dir} is not touched.`);
  if (parsed.data.format > FORMAT) {
    throw new Error(`The data in ${dir} was written by a newer version of Strongroom. Update, or use another --data.`);
  }
}

/** Opens the data folder for this process alone. @throws one sentence when that must not be */
export function openDataFolder(dir: string): DataFolder {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new Error(`The data folder ${dir} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = join(dir, 'version.json');
  checkVersion(version, dir);
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < SMALLEST_FREE_BYTES) {
    const free = Math.floor((bavail * bsize) / 1_048_576);
    throw new Error(`The disk under ${dir} is full (${free} MB free). Nothing was started; make at least 256 MB free.`);
  }
  const lock = join(dir, 'running.lock');
  takeLock(lock, dir);
  const isNew = !existsSync(version);
  return { isNew, release: () => rmSync(lock, { force: true }) };
}

/** From now on the folder counts as a library, and is not filled again. */
export function markFilled(dir: string): void {
  writeFileSync(join(dir, 'version.json'), JSON.stringify({ format: FORMAT }), { flush: true });
}
