import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { alive } from './data-folder.ts';

const LONGEST_MS = 5 * 60_000;

/** One build at a time in one copy of the project. @returns how to let the next one in */
export async function buildLock(file: string, say: (line: string) => void): Promise<() => void> {
  const until = Date.now() + LONGEST_MS;
  for (let waited = false; Date.now() < until; waited = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (!waited) say('Waiting for another start to finish building …');
    const holder = Number(readOr(file, ''));
    // Its holder was killed; an empty file is one that is being written.
    if (holder > 0 && !alive(holder)) rmSync(file, { force: true });
    await delay(100);
  }
  throw new Error(`Another start has been building for five minutes. If there is none, remove ${file}.`);
}

function readOr(file: string, other: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return other;
  }
}
