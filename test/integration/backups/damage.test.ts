import { unlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackup } from '../../../shared/backups/backup-store.ts';
import { proveCopy } from '../../../shared/backups/proof/prove-copy.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import type { Backup, Proof } from '../../../shared/contracts/backups.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, proofPartsOf, prove, proveAgain } from './backup-fixture.ts';
import {
  bucketOf,
  type Copy,
  cutInHalf,
  dataFiles,
  flipByte,
  lieAbout,
  linesIn,
  loadCopy,
  onDisk,
  packLines,
} from './damage.ts';

let cloud: SmallCloud;
let backup: Backup;
const bucket = () => proofPartsOf(cloud).backups;
const load = (): Promise<Copy> => loadCopy(bucket(), backup);

beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 6);
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  backup = await newestBackup(cloud.system);
});
afterAll(() => cloud.close());

/** Proves a copy without a job. Everything in it counts as long settled, unless `exportTime` is left as it was. */
const proofOf = (copy: Copy, of: Backup, settled = true): Promise<Proof> => {
  const now = cloud.system.clock();
  const key = `${of.prefix}backup.json`;
  return proveCopy(bucketVersions(bucketOf(copy, bucket())), {
    ref: { key, versionId: of.manifestVersionId ?? '', hash: of.manifestHash ?? '' },
    digest: of.digest,
    tables: ['keys', 'records', 'ledger'],
    now,
    beat: async () => undefined,
    ...(settled ? { moment: new Date(now.getTime() + 3_600_000) } : {}),
  });
};

const idIn = (line: string): string => /"id":\{"S":"([^"]+)"\}/.exec(line)?.[1] ?? '';
const isRecordLine = (line: string): boolean => line.includes('"SK":{"S":"REC"}');
const largest = (copy: Copy, table: 'records' | 'ledger') => {
  const [file] = dataFiles(copy, table);
  if (file === undefined) throw new Error('no data');
  return file;
};
/** A data file with a record in it that fits, and that record's line. */
const recordLine = (copy: Copy, fits: (line: string) => boolean) => {
  for (const file of dataFiles(copy, 'records'))
    for (const line of linesIn(copy, file.key)) if (isRecordLine(line) && fits(line)) return { file, line };
  throw new Error('no such record');
};
const codes = (proof: Proof) => proof.findings.map((finding) => finding.code);

describe('a copy that is whole', () => {
  it('is proved, with every record and every event compared', async () => {
    const proof = await proofOf(await load(), backup);
    expect(proof).toMatchObject({ passed: true, findings: [], repaired: 0, records: backup.records });
    expect(proof.events).toBeGreaterThan(proof.records);
  });
});

describe('damage to a file is found, and the file is named', () => {
  it.each(['records', 'ledger'] as const)('one flipped bit anywhere in a data file of %s', async (table) => {
    const whole = await load();
    const file = largest(whole, table);
    const size = whole.bytes.get(file.key)?.length ?? 0;
    for (let at = 0; at < size; at += Math.max(1, Math.floor(size / 25))) {
      const copy = await load();
      const bytes = copy.bytes.get(file.key);
      bytes?.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
      const proof = await proofOf(copy, backup);
      expect(proof.passed).toBe(false);
      expect(proof.findings[0]).toEqual({ code: 'finding.file-changed', file: file.key });
    }
  });

  it('a truncated data file', async () => {
    const copy = await load();
    const file = largest(copy, 'records');
    copy.bytes.set(file.key, copy.bytes.get(file.key)?.subarray(0, 200) ?? Buffer.alloc(0));
    expect((await proofOf(copy, backup)).findings[0]).toEqual({ code: 'finding.file-changed', file: file.key });
  });

  it('two files swapped', async () => {
    const copy = await load();
    const [one, two] = dataFiles(copy, 'records');
    if (one === undefined || two === undefined) throw new Error('two files are needed');
    const [a, b] = [copy.bytes.get(one.key), copy.bytes.get(two.key)];
    if (a !== undefined && b !== undefined) copy.bytes.set(one.key, b).set(two.key, a);
    const proof = await proofOf(copy, backup);
    expect(proof.findings.map(({ file }) => file)).toEqual(expect.arrayContaining([one.key, two.key]));
    expect(proof.passed).toBe(false);
  });

  it('a data file that is gone, with the records that went with it', async () => {
    const copy = await load();
    const file = largest(copy, 'records');
    copy.bytes.delete(file.key);
    const proof = await proofOf(copy, backup);
    expect(proof.findings[0]).toEqual({ code: 'finding.file-missing', file: file.key });
    expect(codes(proof)).toContain('finding.record-missing');
  });

  it('a file of DynamoDB’s own manifests that was changed or is gone', async () => {
    const copy = await load();
    const [one, two] = copy.manifest.files.filter((file) => file.kind === 'manifest');
    if (one === undefined || two === undefined) throw new Error('no manifests');
    copy.bytes.set(one.key, Buffer.from('{}'));
    copy.bytes.delete(two.key);
    expect((await proofOf(copy, backup)).findings).toEqual(
      expect.arrayContaining([
        { code: 'finding.file-changed', file: one.key },
        { code: 'finding.file-missing', file: two.key },
      ]),
    );
  });

  it('a copy of the person keys that was changed', async () => {
    const copy = await load();
    const [file] = dataFiles(copy, 'keys');
    if (file === undefined) throw new Error('no keys');
    copy.bytes.set(file.key, packLines([]));
    expect((await proofOf(copy, backup)).findings).toContainEqual({ code: 'finding.file-changed', file: file.key });
  });

  it('backup.json changed, gone, or that of another backup', async () => {
    const key = `${backup.prefix}backup.json`;
    const changed = await load();
    changed.bytes.set(key, Buffer.concat([changed.bytes.get(key) ?? Buffer.alloc(0), Buffer.from(' ')]));
    expect((await proofOf(changed, backup)).findings).toEqual([{ code: 'finding.file-changed', file: key }]);
    const gone = await load();
    gone.bytes.delete(key);
    expect((await proofOf(gone, backup)).findings).toEqual([{ code: 'finding.file-missing', file: key }]);
    const rolledBack = await load();
    const old = { ...rolledBack.manifest, exportTime: '2020-01-01T00:00:00.000Z' };
    rolledBack.bytes.set(key, Buffer.from(JSON.stringify(old)));
    const proof = await proofOf(rolledBack, backup);
    expect(proof).toMatchObject({ passed: false, findings: [{ code: 'finding.file-changed', file: key }] });
  });
});

describe('a copy whose files agree with each other and not with the ledger', () => {
  /** Rewrites one data file and everything that vouches for it. */
  const lie = async (rewrite: (copy: Copy) => { key: string; lines: string[] }) => {
    const copy = await load();
    const { key, lines } = rewrite(copy);
    copy.bytes.set(key, packLines(lines));
    const told = lieAbout(copy, backup);
    return proofOf(told.copy, told.backup);
  };

  it('lacks a record', async () => {
    let id = '';
    const proof = await lie((copy) => {
      const { file, line } = recordLine(copy, (text) => text.includes('"entity":{"S":"item"}'));
      id = idIn(line);
      return { key: file.key, lines: linesIn(copy, file.key).filter((each) => each !== line) };
    });
    expect(proof.findings).toContainEqual(
      expect.objectContaining({ code: 'finding.record-missing', record: `item ${id}` }),
    );
    expect(codes(proof)).toContain('finding.digest');
    expect(proof.passed).toBe(false);
  });

  it('has a record changed', async () => {
    let expected = {};
    const proof = await lie((copy) => {
      const { file, line } = recordLine(copy, (text) => text.includes('"entity":{"S":"patron"}'));
      expected = { code: 'finding.record-differs', record: `patron ${idIn(line)}`, file: file.key };
      const changed = line.replace('"blocked":{"BOOL":false}', '"blocked":{"BOOL":true}');
      expect(changed).not.toBe(line);
      return { key: file.key, lines: linesIn(copy, file.key).map((each) => (each === line ? changed : each)) };
    });
    expect(proof.findings).toContainEqual(expected);
  });

  it('has a foreign record', async () => {
    const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    let key = '';
    const proof = await lie((copy) => {
      const { file, line } = recordLine(copy, (text) => text.includes('"entity":{"S":"title"}'));
      ({ key } = file);
      return { key, lines: [...linesIn(copy, key), line.replaceAll(idIn(line), id)] };
    });
    expect(proof.findings).toContainEqual({ code: 'finding.record-unknown', record: `title ${id}`, file: key });
  });

  it('has a record twice', async () => {
    let expected = {};
    const proof = await lie((copy) => {
      const { file, line } = recordLine(copy, (text) => text.includes('"entity":{"S":"title"}'));
      expected = { code: 'finding.record-twice', record: `title:${idIn(line)}`, file: file.key };
      return { key: file.key, lines: [...linesIn(copy, file.key), line] };
    });
    expect(proof.findings).toContainEqual(expected);
  });

  it('has a record’s past rewritten or lost', async () => {
    for (const [code, change] of [
      ['finding.history-differs', (line: string) => [line.replace('Книга', 'Другая')]],
      ['finding.history-missing', () => []],
    ] as const) {
      const proof = await lie((copy) => {
        for (const file of dataFiles(copy, 'records')) {
          const lines = linesIn(copy, file.key);
          const past = lines.find((line) => line.includes('"S":"HIST#title#') && line.includes('Книга'));
          if (past !== undefined)
            return { key: file.key, lines: lines.flatMap((line) => (line === past ? change(line) : [line])) };
        }
        throw new Error('no title has a past');
      });
      expect(proof.findings).toContainEqual(expect.objectContaining({ code }));
      expect(proof.passed).toBe(false);
    }
  });

  it('has an open loan without its copy’s lock, or a counter that is off', async () => {
    const gate = (rewrite: (line: string) => string, fits: (line: string) => boolean) =>
      lie((copy) => {
        for (const file of dataFiles(copy, 'records')) {
          const lines = linesIn(copy, file.key);
          const found = lines.find((line) => line.includes('"SK":{"S":"GATE"}') && fits(line));
          if (found === undefined) continue;
          expect(rewrite(found)).not.toBe(found);
          return { key: file.key, lines: lines.map((line) => (line === found ? rewrite(line) : line)) };
        }
        throw new Error('no such gate');
      });
    const unlocked = await gate(
      (line) => line.replace(/"loanId":\{"S":"[^"]+"\},|,"loanId":\{"S":"[^"]+"\}/, ''),
      (line) => line.includes('"loanId"'),
    );
    expect(unlocked.findings).toContainEqual(expect.objectContaining({ code: 'finding.reference' }));
    const off = await gate(
      (line) => line.replace('"items":{"N":"2"}', '"items":{"N":"3"}'),
      (line) => line.includes('"items":{"N":"2"}'),
    );
    expect(off.findings).toContainEqual(
      expect.objectContaining({ code: 'finding.counter', record: expect.stringMatching(/^title /) }),
    );
    const patron = await gate(
      (line) => line.replace(/"loans":\{"N":"\d+"\}/, '"loans":{"N":"9"}'),
      (line) => line.includes('"PATRON#'),
    );
    expect(patron.findings).toContainEqual(
      expect.objectContaining({ code: 'finding.counter', record: expect.stringMatching(/^patron /) }),
    );
  });

  it('is empty: comparing nothing proves nothing', async () => {
    const copy = await load();
    for (const table of ['records', 'ledger'] as const)
      for (const file of dataFiles(copy, table)) copy.bytes.set(file.key, gzipSync(''));
    const { copy: told, backup: of } = lieAbout(copy, backup);
    const proof = await proofOf(told, of);
    expect(codes(proof)).toContain('finding.nothing-compared');
    expect(proof.passed).toBe(false);
  });

  it('lacks the ledger of a record', async () => {
    const proof = await lie((copy) => {
      const file = largest(copy, 'ledger');
      const [first = '', ...rest] = linesIn(copy, file.key);
      expect(first).toContain('"hash"');
      return { key: file.key, lines: rest };
    });
    expect(proof.passed).toBe(false);
    expect(codes(proof).some((code) => /record-unknown|record-differs|event-missing/.test(code))).toBe(true);
  });
});

describe('damage on the disk of the local S3 turns the proof red and names the file', () => {
  let newest: Backup;
  let files: string[];
  beforeAll(async () => {
    await backUp(cloud);
    await prove(cloud, await openJob(cloud.system, 'proof'));
    newest = await newestBackup(cloud.system);
    expect(newest.proof?.passed).toBe(true);
    const copy = await loadCopy(bucket(), newest);
    files = [...dataFiles(copy, 'ledger'), ...dataFiles(copy, 'records')].map((file) => file.key);
  });
  const prove1 = async (file: string, harm: (path: string) => void): Promise<string[]> => {
    harm(onDisk(cloud.dir, file));
    const proof = await proveAgain(cloud, newest.id);
    expect(proof.passed).toBe(false);
    expect((await readBackup(cloud.system, newest.id))?.value.proof).toEqual(proof);
    return proof.findings.flatMap((finding) => (finding.file === file ? [finding.code] : []));
  };

  it('a flipped byte in a data file', async () => {
    expect(await prove1(files[0] ?? '', flipByte)).toContain('finding.file-changed');
  });
  it('half a data file', async () => {
    expect((await prove1(files[1] ?? '', cutInHalf)).join()).toMatch(/file-(changed|unreadable)/);
  });
  it('a data file that is gone', async () => {
    expect((await prove1(files[2] ?? '', unlinkSync)).join()).toMatch(/file-(missing|unreadable)/);
  });
  it('a flipped byte in backup.json', async () => {
    expect(await prove1(`${newest.prefix}backup.json`, flipByte)).toEqual(['finding.file-changed']);
  });
  it('something written over backup.json, or a mark that deletes it', async () => {
    const key = `${backup.prefix}backup.json`;
    const before = await loadCopy(bucket(), backup);
    const older = before.bytes.get(key) ?? Buffer.alloc(0);
    await cloud.s3.send(new PutObjectCommand({ Bucket: buckets.backups, Key: key, Body: older }));
    expect((await proveAgain(cloud, backup.id)).findings).toEqual([{ code: 'finding.file-replaced', file: key }]);
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: buckets.backups, Key: key }));
    expect((await proveAgain(cloud, backup.id)).findings).toEqual([{ code: 'finding.file-replaced', file: key }]);
  });
  it('backup.json gone', async () => {
    expect((await prove1(`${newest.prefix}backup.json`, unlinkSync)).join()).toMatch(/file-(missing|unreadable)/);
  });
});
