import type { FindingCode } from '../../contracts/backups.ts';
import { isRecord } from '../copy-stages.ts';
import { type Digest, newDigest } from '../digest.ts';
import type { BackupFile, BackupManifest, BackupTable } from '../manifest.ts';
import { Damage, type OpenVersion, type ReadRow } from '../reader.ts';
import { newSeen, readStateFile, type Seen, stateFiles } from '../state-reader.ts';
import { factsOfLedger, factsOfRecords } from './facts.ts';
import { type Finding, isRecent, judge } from './judge.ts';
import { newSubject, passOf, type Subject } from './subject.ts';

/** What one pass found. Of many findings the first few are kept: they are for a person to read. */
export interface PassResult {
  readonly files: readonly FileFinding[];
  readonly findings: readonly Finding[];
  readonly records: number;
  readonly events: number;
  readonly torn: number;
  /** Patrons whose loans are off, the sum of it, and the recent loans that may explain it. */
  readonly gaps: readonly Finding[];
  readonly gap: number;
  readonly recentLoans: number;
  /** Of everything read; only where the pass was asked to. */
  readonly digest?: string;
  readonly items: { readonly records: number; readonly ledger: number; readonly keys: number };
  /** Records as people count them, over all passes. */
  readonly allRecords: number;
}
export interface FileFinding {
  readonly code: FindingCode;
  readonly file: string;
}
export const MOST_FINDINGS = 20;

export interface PassOptions {
  readonly pass: number;
  readonly passes: number;
  /** Tables to read; person keys are left out once their copies have expired. */
  readonly tables: readonly BackupTable[];
  /** Files that cannot be read to their end, and are findings already. */
  readonly given: (file: BackupFile) => boolean;
  /** Called now and then, so that the lease of the job is kept. */
  readonly beat: (rows: number) => Promise<void>;
}

interface Sums {
  readonly items: Record<BackupTable, number>;
  records: number;
}

/** Collects what rows say of the records whose keys belong to a pass, and judges them at the end. */
export const newReading = ({ pass, passes }: Pick<PassOptions, 'pass' | 'passes'>) => {
  const subjects = new Map<string, Subject>();
  const odd: Finding[] = [];
  const digest: Digest | undefined = pass === 0 ? newDigest() : undefined;
  const sums: Sums = { items: { records: 0, ledger: 0, keys: 0 }, records: 0 };
  const find = (key: string): Subject | undefined => {
    if (passOf(key, passes) !== pass) return undefined;
    let subject = subjects.get(key);
    if (subject === undefined) {
      subject = newSubject(key);
      subjects.set(key, subject);
    }
    return subject;
  };
  const note = (code: FindingCode, record: string, file: string): void => {
    if (odd.length < MOST_FINDINGS && pass === 0) odd.push({ code, record, file });
  };
  const take = (rows: readonly ReadRow[]): void => {
    for (const row of rows) {
      const { table } = row.file;
      if (table === 'records') factsOfRecords(row, find, note);
      if (table === 'ledger') factsOfLedger(row, find, note);
      if (table !== 'keys') digest?.add(table, row.item);
      if (table === 'records' && isRecord(row.item)) sums.records += 1;
      sums.items[table] += 1;
    }
  };
  /** `at`: what changed just before it may be torn; a moment far ahead excuses nothing. */
  const conclude = (at: Date, files: readonly FileFinding[] = []): PassResult => {
    const findings: Finding[] = [...odd];
    const gaps: Finding[] = [];
    const totals = { records: 0, events: 0, torn: 0, gap: 0, recentLoans: 0 };
    for (const subject of subjects.values()) {
      const verdict = judge(subject, at);
      if (subject.record !== undefined) totals.records += 1;
      totals.events += subject.events.length;
      if (verdict.torn) totals.torn += 1;
      if (subject.key.startsWith('loan:') && isRecent(subject.touched, at)) totals.recentLoans += 1;
      if (verdict.gap === undefined) findings.push(...verdict.findings.slice(0, MOST_FINDINGS - findings.length));
      else {
        totals.gap += verdict.gap;
        gaps.push(...verdict.findings.slice(0, MOST_FINDINGS - gaps.length));
      }
    }
    return {
      ...totals,
      files,
      findings,
      gaps,
      items: sums.items,
      allRecords: sums.records,
      ...(digest === undefined ? {} : { digest: digest.value() }),
    };
  };
  return { take, conclude };
};

/**
 * One pass over a whole backup, with all it builds on: reads every file, and judges the records whose keys belong to this
 * pass. Several passes keep the memory flat, however large the library; each reads everything, so each can be done again
 * from its beginning. What is damaged is noted; what could be read of it counts.
 */
export const readPass = async (
  open: OpenVersion,
  layers: readonly BackupManifest[],
  options: PassOptions,
): Promise<PassResult> => {
  const reading = newReading(options);
  const damaged: FileFinding[] = [];
  const seen: Seen = newSeen();
  for (const file of stateFiles(layers, options.tables)) {
    if (options.given(file)) continue;
    try {
      for await (const rows of readStateFile(open, file, seen)) {
        reading.take(rows);
        await options.beat(rows.length);
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      damaged.push({ code: error.code, file: error.file });
    }
  }
  return reading.conclude(new Date(layers.at(-1)?.exportTime ?? 0), damaged);
};
