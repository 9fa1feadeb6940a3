import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCall, RecordCall } from '../aws-json/calls.ts';

/** What was asked of AWS, by whom: each different call once. */
export interface Recorder {
  readonly record: RecordCall;
  readonly calls: () => readonly AwsCall[];
  readonly close: () => void;
}

// Values that differ with every request would make every call a new one; no policy asks for them.
const PASSING = new Set(['s3:x-amz-content-sha256', 's3:VersionId', 's3:x-amz-copy-source', 's3:if-match']);

/** Folds the names of single objects and exports into the place they lie in, as policies see them. */
function general(call: AwsCall): AwsCall {
  const context = Object.entries(call.context).filter(([name]) => !PASSING.has(name));
  const { service, action, resource, principal } = call;
  return { service, action, resource, principal, context: Object.fromEntries(context) };
}

// One file for each run; written in pieces, because a line for each call would slow every request down.
const PIECE = 50;
const RUNS_KEPT = 20;

/** Keeps the calls of this run, in memory and as JSON lines under `calls/` of the data folder. */
export function createRecorder(dir: string): Recorder {
  const folder = join(dir, 'calls');
  mkdirSync(folder, { recursive: true });
  // Their names sort by time.
  for (const old of readdirSync(folder).sort().slice(0, -RUNS_KEPT)) rmSync(join(folder, old));
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.jsonl`);
  const seen = new Map<string, AwsCall>();
  let unwritten: string[] = [];

  function write(): void {
    if (unwritten.length === 0) return;
    appendFileSync(file, `${unwritten.join('\n')}\n`);
    unwritten = [];
  }
  return {
    record: (call) => {
      const kept = general(call);
      const line = JSON.stringify(kept);
      if (seen.has(line)) return;
      seen.set(line, kept);
      unwritten.push(line);
      if (unwritten.length >= PIECE) write();
    },
    calls: () => [...seen.values()],
    close: write,
  };
}
