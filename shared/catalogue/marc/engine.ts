import { createByteWindow } from './byte-window.ts';
import type { EaccTable } from './eacc.ts';
import { MAX_RECORD_BYTES, nextFrame } from './frame.ts';
import { findLeader, LEADER_LENGTH } from './leader.ts';
import { parseRecord } from './parse.ts';
import type { Outcome, Problem } from './problems.ts';
import type { MarcRecord } from './record.ts';
import { certainKind, describeKind, hintFor } from './sniff.ts';

export type MarcOutcome = Outcome<MarcRecord>;

export interface EngineOptions {
  /** File offset of the first byte that will be pushed: the end of the last record already done. */
  readonly startOffset?: number;
  /** Index of the first record. */
  readonly startIndex?: number;
  /** East Asian characters of MARC-8 (`loadEaccTable`). Without it they become U+FFFD and the record says so. */
  readonly eacc?: EaccTable | undefined;
}

/** A reader of ISO 2709 fed with chunks. Every record present gives one outcome, in order; nothing throws. */
export interface MarcEngine {
  /** Outcomes of the records that are complete after this chunk. The chunk must not be changed afterwards. */
  readonly push: (chunk: Uint8Array) => MarcOutcome[];
  /** The rest, when no more chunks come. */
  readonly end: () => MarcOutcome[];
  /** Offers the East Asian table later than at the start. */
  readonly offerEacc: (table: EaccTable) => void;
  /** The file is certainly not MARC; what follows need not be read. */
  readonly gaveUp: () => boolean;
}

const HEAD_BYTES = 1024;
const USUAL_PADDING = 16;
const MISFITS: ReadonlySet<Problem['code']> = new Set([
  'directory-rebuilt',
  'bad-directory',
  'missing-field-terminator',
]);

export function createMarcEngine(options: EngineOptions = {}): MarcEngine {
  const window = createByteWindow(options.startOffset ?? 0);
  let index = options.startIndex ?? 0;
  const resumed = (options.startOffset ?? 0) > 0;
  let eacc = options.eacc;
  let needed = LEADER_LENGTH;
  let head = new Uint8Array(0);
  let seenRecord = resumed;
  let gaveUp = false;
  let junkBytes = 0;
  let junkOffset = 0;
  let blankBytes = 0;
  let blankOffset = 0;
  let endlessSince: number | undefined;
  // The last outcome waits, because junk after the last record has no record of its own to be reported with.
  let held: MarcOutcome | undefined;

  function junk(offset: number, bytes: number): void {
    if (junkBytes === 0) junkOffset = offset;
    junkBytes += bytes;
  }

  function takeJunk(): Problem[] {
    if (junkBytes === 0) return [];
    const problem: Problem = { code: 'junk-skipped', params: { bytes: junkBytes }, offset: junkOffset };
    junkBytes = 0;
    return [problem];
  }

  function put(into: MarcOutcome[], outcome: MarcOutcome): void {
    if (held !== undefined) into.push(held);
    held = outcome;
    index += 1;
    seenRecord = true;
  }

  function refuse(into: MarcOutcome[], offset: number, length: number, problem: Problem): void {
    put(into, { index, offset, length, status: 'refused', problems: [...takeJunk(), problem] });
  }

  /** Parses one record and gives the place where it ended. */
  function record(into: MarcOutcome[], bytes: Uint8Array, start: number, claimedEnd: number): number {
    const base = window.offset();
    let end = claimedEnd;
    let parsed = parseRecord(bytes, start, end, eacc);
    if (parsed.problems.some(({ code }) => MISFITS.has(code))) {
      // A record cut short can by chance claim to end just where the next one does.
      const next = findLeader(bytes, start + 1, end);
      if (next >= 0) {
        end = next;
        parsed = parseRecord(bytes, start, end, eacc);
      }
    }
    const own = parsed.problems.length === 0 ? parsed.problems : parsed.problems.map((problem) => shift(problem, base));
    const problems = junkBytes === 0 ? own : [...takeJunk(), ...own];
    const place = { index, offset: base + start, length: end - start };
    if (parsed.record === undefined) put(into, { ...place, status: 'refused', problems });
    else {
      const status = problems.length === 0 ? 'ok' : 'repaired';
      put(into, { ...place, status, problems, record: parsed.record });
    }
    return end;
  }

  /** Skips to the next undamaged leader; false when more bytes are needed. */
  function skipEndless(into: MarcOutcome[], final: boolean): boolean {
    const since = endlessSince ?? 0;
    const bytes = window.bytes();
    const found = findLeader(bytes, 0, bytes.length);
    window.drop(found >= 0 ? found : Math.max(0, final ? bytes.length : bytes.length - LEADER_LENGTH));
    if (found < 0 && !final) return false;
    endlessSince = undefined;
    const length = window.offset() - since;
    refuse(into, since, length, {
      code: 'record-too-long',
      params: { bytes: length, cap: MAX_RECORD_BYTES },
      offset: since,
    });
    return true;
  }

  function run(final: boolean): MarcOutcome[] {
    const outcomes: MarcOutcome[] = [];
    if (endlessSince !== undefined && !skipEndless(outcomes, final)) return outcomes;
    let bytes = window.bytes();
    if (!final && bytes.length < needed) return outcomes;
    needed = LEADER_LENGTH;
    let at = 0;
    for (;;) {
      const frame = nextFrame(bytes, at, final);
      if (frame.kind === 'end') {
        blank(at, bytes.length);
        closeBlank();
        window.drop(bytes.length);
        return outcomes;
      }
      blank(at, frame.start);
      if (frame.kind === 'need') {
        window.drop(frame.start);
        needed = frame.bytes;
        return outcomes;
      }
      closeBlank();
      if (frame.kind === 'endless') {
        endlessSince = window.offset() + frame.start;
        window.drop(frame.start + LEADER_LENGTH);
        if (!skipEndless(outcomes, final)) return outcomes;
        bytes = window.bytes();
        at = 0;
        continue;
      }
      if (frame.kind === 'junk') {
        junk(window.offset() + frame.start, frame.end - frame.start);
        at = frame.end;
      } else at = record(outcomes, bytes, frame.start, frame.end);
    }
  }

  function blank(from: number, to: number): void {
    if (to === from) return;
    if (blankBytes === 0) blankOffset = window.offset() + from;
    blankBytes += to - from;
  }

  /** Line ends and a little padding between records are usual and no damage; more is worth a word. */
  function closeBlank(): void {
    if (blankBytes > USUAL_PADDING) junk(blankOffset, blankBytes);
    blankBytes = 0;
  }

  function notMarc(length: number): MarcOutcome {
    const kind = describeKind(head);
    const problem: Problem = { code: 'not-marc', params: { kind, hint: hintFor(kind) }, offset: 0 };
    return { index, offset: 0, length, status: 'refused', problems: [problem] };
  }

  return {
    push: (chunk) => {
      if (gaveUp) return [];
      if (!resumed && head.length < HEAD_BYTES) {
        const grown = new Uint8Array(Math.min(HEAD_BYTES, head.length + chunk.length));
        grown.set(head);
        grown.set(chunk.subarray(0, grown.length - head.length), head.length);
        head = grown;
        if (!seenRecord && head.length >= 8 && certainKind(head) !== undefined) {
          gaveUp = true;
          return [notMarc(window.offset() + chunk.length)];
        }
      }
      window.append(chunk);
      return run(false);
    },
    end: () => {
      if (gaveUp) return [];
      const outcomes = run(true);
      if (!seenRecord) return [notMarc(window.offset())];
      if (held !== undefined) {
        const trailing = takeJunk();
        if (trailing.length === 0) outcomes.push(held);
        else if (held.status === 'refused') outcomes.push({ ...held, problems: [...held.problems, ...trailing] });
        else outcomes.push({ ...held, status: 'repaired', problems: [...held.problems, ...trailing] });
        held = undefined;
      }
      return outcomes;
    },
    offerEacc: (table) => {
      eacc = table;
    },
    gaveUp: () => gaveUp,
  };
}

function shift(problem: Problem, by: number): Problem {
  return problem.offset === undefined ? problem : { ...problem, offset: problem.offset + by };
}
