import { loadEaccTable } from './eacc.ts';
import { createMarcEngine, type EngineOptions, type MarcOutcome } from './engine.ts';

const ESCAPE = 0x1b;
const CHUNK_BYTES = 65_536;

/** Reads ISO 2709 from a stream of bytes: one outcome for each record, in order, with memory bounded by the longest
 * record. To resume, give the stream from `offset + length` of the last outcome on, with `startOffset` and
 * `startIndex`. Errors of the source pass through; nothing in the bytes throws. */
export async function* readMarc(
  source: AsyncIterable<Uint8Array>,
  options: EngineOptions = {},
): AsyncGenerator<MarcOutcome, void, undefined> {
  for await (const batch of readMarcBatches(source, options)) yield* batch;
}

/** As `readMarc`, a batch for each chunk of the source: without a turn of the event loop for each record. */
export async function* readMarcBatches(
  source: AsyncIterable<Uint8Array>,
  options: EngineOptions = {},
): AsyncGenerator<MarcOutcome[], void, undefined> {
  const engine = createMarcEngine(options);
  let hasTable = options.eacc !== undefined;
  for await (const chunk of gather(source)) {
    // Escape sequences are the only way into East Asian characters, and most files have none.
    if (!hasTable && chunk.includes(ESCAPE)) {
      engine.offerEacc(await loadEaccTable());
      hasTable = true;
    }
    const outcomes = engine.push(chunk);
    if (outcomes.length > 0) yield outcomes;
    if (engine.gaveUp()) return;
  }
  const rest = engine.end();
  if (rest.length > 0) yield rest;
}

/** Joins small chunks, so that a source of single bytes costs no more than one of blocks. */
async function* gather(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    if (chunk.length >= CHUNK_BYTES && size === 0) {
      // A whole file given as one chunk would make one batch of all its records.
      for (let at = 0; at < chunk.length; at += CHUNK_BYTES * 4) yield chunk.subarray(at, at + CHUNK_BYTES * 4);
      continue;
    }
    parts.push(chunk);
    size += chunk.length;
    if (size < CHUNK_BYTES) continue;
    yield join(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield join(parts, size);
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
