import type { Proof } from '../../contracts/backups.ts';
import type { BackupManifest } from '../manifest.ts';
import { MOST_FINDINGS } from './pass.ts';
import type { ProofCursor } from './proof-job.ts';

type Finding = Proof['findings'][number];

/** What was read, held to what backup.json says of the whole. A difference shows also where no single file or record does. */
const wholeFindings = (cursor: ProofCursor, manifest: BackupManifest, digestKept: string | undefined): Finding[] => {
  const found: Finding[] = [];
  if (cursor.records === 0 || cursor.events === 0) found.push({ code: 'finding.nothing-compared' });
  const { items, records } = manifest.counts;
  const counted = cursor.items.records === items.records && cursor.items.ledger === items.ledger;
  if (!counted || cursor.allRecords !== records) found.push({ code: 'finding.count' });
  if (cursor.digest !== manifest.digest.value || digestKept !== manifest.digest.value)
    found.push({ code: 'finding.digest' });
  return found;
};

/**
 * The result of a proof. Torn changes are repaired by a restore and reported, not red. Patrons whose loans are off are
 * counted as torn when as many loans changed just before the export; otherwise each is a finding.
 */
export const verdictOf = (
  cursor: ProofCursor,
  manifest: BackupManifest | undefined,
  digestKept: string | undefined,
  now: Date,
): Proof => {
  const gapsTorn = cursor.gap <= cursor.recentLoans;
  const found: Finding[] = [
    ...cursor.files,
    ...(manifest === undefined ? [] : wholeFindings(cursor, manifest, digestKept)),
    ...cursor.closed.map(({ code, record }) => ({ code, ...(record === undefined ? {} : { record }) })),
    ...[...cursor.findings, ...(gapsTorn ? [] : cursor.gaps)].map(({ code, record, file }) => ({
      code,
      record,
      ...(file === undefined ? {} : { file }),
    })),
  ];
  return {
    kind: 'read-back',
    at: now.toISOString(),
    passed: found.length === 0 && manifest !== undefined,
    records: cursor.records,
    events: cursor.events,
    repaired: cursor.torn + (gapsTorn ? cursor.gap : 0),
    seconds: Math.max(0, (now.getTime() - Date.parse(cursor.startedAt)) / 1000),
    ...(cursor.opened === undefined ? {} : { opened: cursor.opened }),
    findings: found.slice(0, MOST_FINDINGS),
  };
};
