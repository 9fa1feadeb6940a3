import type { FindingCode } from '../../contracts/backups.ts';
import { isRecord } from '../copy-stages.ts';
import { type Digest, newDigest } from '../digest.ts';
import type { BackupFile, BackupManifest } from '../manifest.ts';
import { Damage, type OpenVersion, readFile } from '../reader.ts';
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
  /** Files to read; person keys are left out once their copies have expired. */
  readonly files: readonly BackupFile[];
  /** Called now and then, so that the lease of the job is kept. */
  readonly beat: (rows: number) => Promise<void>;
}

interface Reading {
  readonly subjects: Map<string, Subject>;
  readonly files: FileFinding[];
  readonly odd: Finding[];
  readonly digest: Digest | undefined;
  readonly items: { records: number; ledger: number; keys: number };
  records: number;
}

/** Reads one file into the subjects of this pass. What is damaged is noted; what could be read of it counts. */
const take = async (open: OpenVersion, file: BackupFile, options: PassOptions, into: Reading): Promise<void> => {
  const { pass, passes, beat } = options;
  const find = (key: string): Subject | undefined => {
    if (passOf(key, passes) !== pass) return undefined;
    let subject = into.subjects.get(key);
    if (subject === undefined) {
      subject = newSubject(key);
      into.subjects.set(key, subject);
    }
    return subject;
  };
  const odd = (code: FindingCode, record: string, name: string): void => {
    if (into.odd.length < MOST_FINDINGS && pass === 0) into.odd.push({ code, record, file: name });
  };
  try {
    for await (const rows of readFile(open, file)) {
      for (const row of rows) {
        if (file.table === 'records') factsOfRecords(row, find, odd);
        if (file.table === 'ledger') factsOfLedger(row, find, odd);
        if (file.table !== 'keys') into.digest?.add(file.table, row.item);
        if (file.table === 'records' && isRecord(row.item)) into.records += 1;
      }
      into.items[file.table] += rows.length;
      await beat(rows.length);
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    into.files.push({ code: error.code, file: error.file });
  }
};

/**
 * One pass over a whole backup: reads every file, and judges the records whose keys belong to this pass. Several passes
 * keep the memory flat, however large the library; each reads everything, so each can be done again from its beginning.
 */
export const readPass = async (
  open: OpenVersion,
  manifest: Pick<BackupManifest, 'exportTime'>,
  options: PassOptions,
): Promise<PassResult> => {
  const reading: Reading = {
    subjects: new Map(),
    files: [],
    odd: [],
    digest: options.pass === 0 ? newDigest() : undefined,
    items: { records: 0, ledger: 0, keys: 0 },
    records: 0,
  };
  for (const file of options.files) await take(open, file, options, reading);
  const at = new Date(manifest.exportTime);
  const findings: Finding[] = [...reading.odd];
  const gaps: Finding[] = [];
  const sums = { records: 0, events: 0, torn: 0, gap: 0, recentLoans: 0 };
  for (const subject of reading.subjects.values()) {
    const verdict = judge(subject, at);
    if (subject.record !== undefined) sums.records += 1;
    sums.events += subject.events.length;
    if (verdict.torn) sums.torn += 1;
    if (subject.key.startsWith('loan:') && isRecent(subject.touched, at)) sums.recentLoans += 1;
    if (verdict.gap === undefined) findings.push(...verdict.findings.slice(0, MOST_FINDINGS - findings.length));
    else {
      sums.gap += verdict.gap;
      gaps.push(...verdict.findings.slice(0, MOST_FINDINGS - gaps.length));
    }
  }
  return {
    ...sums,
    files: reading.files,
    findings,
    gaps,
    items: reading.items,
    allRecords: reading.records,
    ...(reading.digest === undefined ? {} : { digest: reading.digest.value() }),
  };
};
