import * as fc from 'fast-check';
import { createMarcEngine } from '../../shared/catalogue/marc/engine.ts';
import { writeIso2709 } from '../../shared/catalogue/marc/write-iso2709.ts';
import { mutations, seededRandom } from './marc-mutations.ts';
import { soundRecord } from './marc-records.ts';

// Run as a process of its own with a small heap: 100 MB of damaged records, noise and records without an end.
const samples = fc.sample(soundRecord, { seed: 7, numRuns: 60 }).map(writeIso2709);
const kinds = Object.values(mutations);
const random = seededRandom(11);
const engine = createMarcEngine();
let sent = 0;
let outcomes = 0;
let peak = 0;
const start = process.memoryUsage.rss();
while (sent < 100_000_000) {
  const damaged = Array.from(
    { length: 200 },
    (_, at) => kinds[at % kinds.length]?.(samples[random(60)] ?? new Uint8Array(30), random) ?? new Uint8Array(),
  );
  const noise = Uint8Array.from({ length: 300_000 }, (_, at) => ((at * 7919) ^ (at >> 5)) & 0xff);
  const zeros = new Uint8Array(2_000_000);
  const endless = new TextEncoder().encode(`99999nam a2200049 a 4500245000000000${'x'.repeat(3_000_000)}`);
  for (const chunk of [Buffer.concat(damaged), noise, zeros, endless]) {
    outcomes += engine.push(new Uint8Array(chunk)).length;
    sent += chunk.length;
  }
  peak = Math.max(peak, process.memoryUsage.rss() - start);
}
outcomes += engine.end().length;
process.stdout.write(JSON.stringify({ outcomes, peakMb: Math.round(peak / 1e6) }));
