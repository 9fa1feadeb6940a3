import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { toMarcJson } from './json.ts';
import { readMarcBatches } from './read.ts';

interface Summary {
  files: number;
  records: number;
  ok: number;
  repaired: number;
  refused: number;
}

const USAGE = `Usage: npm run marc -- check FILE…
Reads MARC 21 files (ISO 2709) as an import would. Prints one JSON line for each record
(index, offset, length, status, problems, record) and a last line that sums up.
`;

/** Writes and waits while the reader of our output is slower than we are. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.stdout.write(text)) resolve();
    else {
      const settle = (error?: Error): void => {
        process.stdout.off('drain', settle);
        process.stdout.off('error', settle);
        if (error instanceof Error) reject(error);
        else resolve();
      };
      process.stdout.on('drain', settle);
      process.stdout.on('error', settle);
    }
  });
}

async function checkFile(path: string, summary: Summary, several: boolean): Promise<void> {
  for await (const batch of readMarcBatches(createReadStream(path, { highWaterMark: 1 << 18 }))) {
    let lines = '';
    for (const outcome of batch) {
      summary.records += 1;
      summary[outcome.status] += 1;
      const shown = 'record' in outcome ? { ...outcome, record: toMarcJson(outcome.record) } : outcome;
      lines += `${JSON.stringify(several ? { file: path, ...shown } : shown)}\n`;
    }
    await print(lines);
  }
  summary.files += 1;
}

async function check(paths: readonly string[]): Promise<number> {
  const summary: Summary = { files: 0, records: 0, ok: 0, repaired: 0, refused: 0 };
  let failed = 0;
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) throw new Error('it is a folder');
      await checkFile(path, summary, paths.length > 1);
    } catch (error) {
      if (isBrokenPipe(error)) throw error;
      failed += 1;
      process.stderr.write(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  await print(`${JSON.stringify({ summary })}\n`);
  return failed > 0 ? 1 : 0;
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

async function main(words: readonly string[]): Promise<number> {
  const [command, ...paths] = words;
  if (command === 'check' && paths.length > 0) return await check(paths);
  process.stderr.write(USAGE);
  return 2;
}

// `… | head` closes the pipe early: that is no failure of ours.
process.stdout.on('error', (error) => {
  if (isBrokenPipe(error)) process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
