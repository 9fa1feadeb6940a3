import type { AttributeMap } from '../../shared/aws/attribute-value.ts';
import type { BackupFile } from '../../shared/backups/manifest.ts';
import { factsOfLedger, factsOfRecords } from '../../shared/backups/proof/facts.ts';
import { judge } from '../../shared/backups/proof/judge.ts';
import { newSubject, type Subject } from '../../shared/backups/proof/subject.ts';

const file = (table: 'records' | 'ledger'): BackupFile => ({
  table,
  kind: 'data',
  key: table,
  versionId: '1',
  bytes: 0,
  sha256: '',
});

/** What the proof of a backup would find in these very tables, if all of it had long settled. */
export const judgeTables = (records: readonly AttributeMap[], ledger: readonly AttributeMap[]): string[] => {
  const subjects = new Map<string, Subject>();
  const found: string[] = [];
  const find = (key: string): Subject => {
    const subject = subjects.get(key) ?? newSubject(key);
    subjects.set(key, subject);
    return subject;
  };
  const odd = (code: string, record: string) => found.push(`${code}: ${record}`);
  for (const [line, item] of records.entries()) factsOfRecords({ file: file('records'), line, item }, find, odd);
  for (const [line, item] of ledger.entries()) factsOfLedger({ file: file('ledger'), line, item }, find, odd);
  const settled = new Date('9999-12-31T00:00:00.000Z');
  for (const subject of subjects.values())
    for (const { code, record } of judge(subject, settled).findings) found.push(`${code}: ${record}`);
  return found;
};
