import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWithClassKey } from '../../../shared/aws/keyring.ts';
import { classKeyKey, personKeyKey } from '../../../shared/aws/keys.ts';
import { openClassKey } from '../../../shared/aws/recovery-key.ts';
import { readStored } from '../../../shared/aws/stored.ts';
import { getItem } from '../../../shared/aws/table.ts';
import { newDigest } from '../../../shared/backups/digest.ts';
import { manifestKey } from '../../../shared/backups/manifest.ts';
import { bucketVersions, type OpenVersion } from '../../../shared/backups/reader.ts';
import { readLayers, readState } from '../../../shared/backups/state-reader.ts';
import { openTakeHome } from '../../../shared/backups/take-home/read.ts';
import { lastTakenHome, readTakeHome } from '../../../shared/backups/take-home/take-home-store.ts';
import { readMarc } from '../../../shared/catalogue/marc/read.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { Patron, PatronSecret } from '../../../shared/contracts/patrons.ts';
import { patronHandlers } from '../../../shared/patrons/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { auditLibrary, plainItems } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { newSheet } from '../../support/take-home-file.ts';
import { backUp, newestBackup, openJob, proofPartsOf, prove } from '../backups/backup-fixture.ts';
import {
  asManager,
  download,
  makeCopy,
  startWithTwo,
  takeHomeOf,
  takeHomePartsOf,
  useSheet,
} from './take-home-fixture.ts';

let cloud: SmallCloud;
let sheet = { identity: '', recipient: '' };
const has = (command: string, flag: string) => spawnSync(command, [flag]).status === 0;
const hasAge = has('age', '--version');
const hasYaz = has('yaz-marcdump', '-V');

beforeAll(async () => {
  cloud = await startSmallCloud();
  sheet = await newSheet();
  const call = () => callAs(cloud.system, cloud.managerId);
  await fillLibrary(cloud.system, cloud.managerId, 12);
  await catalogueHandlers(cloud.system)['title.create'](call(), { form: { title: '=HYPERLINK("http://evil")' } });
  await patronHandlers(cloud.system)['patron.create'](call(), {
    name: 'Žofie "Zo" O’Hara, jr.',
    card: 'P99',
    phone: '+49 30 1234',
    category: 'adult',
    expires: '2099-12-31',
    blocked: false,
  });
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const proved = async (): Promise<Backup> => {
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  return newestBackup(cloud.system);
};
const bucket = () => bucketVersions(proofPartsOf(cloud).backups);
const refOf = (backup: Backup) => ({
  key: manifestKey(backup.class, backup.id),
  versionId: backup.manifestVersionId ?? '',
  hash: backup.manifestHash ?? '',
});
const digestOf = async (open: OpenVersion, backup: Backup) => {
  const layers = await readLayers(open, refOf(backup));
  const digest = newDigest();
  for await (const rows of readState(open, layers, ['records', 'ledger']))
    for (const { file, item } of rows) digest.add(file.table, item);
  return digest.value();
};
const rowsOf = async (open: OpenVersion, backup: Backup, table: 'keys' | 'records') => {
  const layers = await readLayers(open, refOf(backup));
  const items = [];
  for await (const rows of readState(open, layers, [table])) for (const { item } of rows) items.push(item);
  return items;
};

/** The names of all patrons, opened from the rows of a backup and a class key alone. */
const namesFrom = async (open: OpenVersion, backup: Backup, classKey: Uint8Array): Promise<string[]> => {
  const keys = new Map((await rowsOf(open, backup, 'keys')).map((item) => [item['PK']?.S, item['wrapped']?.B]));
  const people = (await rowsOf(open, backup, 'records')).filter(
    (item) => item['SK']?.S === 'REC' && item['entity']?.S === 'patron',
  );
  return people.map((item) => {
    const { id, sealed } = readStored(Patron, item).value;
    const wrapped = keys.get(personKeyKey(id).PK);
    if (wrapped === undefined) throw new Error(`the backup has no key of ${id}`);
    return PatronSecret.parse(openWithClassKey(classKey, { id, wrapped }, sealed)).name;
  });
};
const NAMES = ['Patron Número 1 日本', 'Patron Número 2 日本', 'Žofie "Zo" O’Hara, jr.'];

describe('without a recovery sheet', () => {
  it('no copy is made, because nobody could open it', async () => {
    const backup = await proved();
    const start = takeHomeOf(cloud)['take-home.start'](asManager(cloud, 'f'.repeat(64)), { backupId: backup.id });
    expect((await refusal(start)).code).toBe('no-recovery-sheet');
  });
});

describe('a recovery sheet in use', () => {
  it('stands in the settings with its past, and beside the class key, set together', async () => {
    await useSheet(cloud, sheet.recipient);
    const settings = (await plainItems(cloud.system, 'records')).find(
      (item) => item['entity'] === 'settings' && item['SK'] === 'REC',
    );
    expect(settings).toMatchObject({ version: 2, recovery: { recipient: sheet.recipient } });
    const events = await plainItems(cloud.system, 'ledger');
    expect(events.filter((event) => event['type'] === 'settings.recovery-set')).toHaveLength(1);
    const key = await getItem(cloud.system.dynamo, 'keys', classKeyKey('library'));
    expect(key?.['recoveryRecipient']?.S).toBe(sheet.recipient);
    expect(JSON.stringify([settings, events])).not.toContain('AGE-SECRET-KEY');
  });

  it('opens a patron’s sealed field from the exported keys alone, without KMS', async () => {
    const backup = await proved();
    const keys = await rowsOf(bucket(), backup, 'keys');
    const recovery = keys.find((item) => item['PK']?.S === classKeyKey('library').PK)?.['recovery']?.B;
    const classKey = await openClassKey(recovery ?? new Uint8Array(), sheet.identity);
    expect((await namesFrom(bucket(), backup, classKey)).toSorted()).toEqual(NAMES.toSorted());
    const other = await newSheet();
    await expect(openClassKey(recovery ?? new Uint8Array(), other.identity)).rejects.toThrow(/no identity matched/);
  });
});

describe('a take-home copy', () => {
  let takeHomeId = '';
  let backup: Backup;
  let path = '';

  it('needs a proved backup and a second person, who sees how much leaves the house', async () => {
    backup = await newestBackup(cloud.system);
    const { refused, asked, job } = await startWithTwo(cloud, backup.id);
    expect(refused).toMatchObject({ code: 'approval-needed' });
    expect(asked?.preview).toEqual({
      code: 'take-home.start',
      params: { records: backup.records, at: backup.exportTime },
    });
    const done = await makeCopy(cloud, job.jobId);
    expect(done.job).toMatchObject({ state: 'done', tally: { titles: 13, patrons: 3, files: 1 } });
    const { rows } = await takeHomeOf(cloud)['take-home.list'](callAs(cloud.system, cloud.managerId), {});
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      state: 'ready',
      backupId: backup.id,
      madeBy: 'Maria Manager',
      parts: [{ part: 1, fileName: `test-library-${backup.exportTime.slice(0, 10)}.age` }],
    });
    takeHomeId = rows[0]?.takeHomeId ?? '';
    expect(rows[0]?.takenAt).toBeUndefined();
    expect(await lastTakenHome(cloud.system)).toBeUndefined();
  });

  it('leaves nothing on the worker’s disk', () => {
    expect(readdirSync(cloud.dir).filter((name) => name.startsWith('take-home-'))).toEqual([]);
  });

  it('is downloaded as an attachment by a link of a minute, and counts as taken from then on', async () => {
    const { link, headers, bytes } = await download(cloud, takeHomeId, 1);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${link.fileName}"`);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(link.sha256);
    expect(bytes.length).toBe(link.bytes);
    expect(Date.parse(link.until) - Date.now()).toBeLessThanOrEqual(60_000);
    expect((await lastTakenHome(cloud.system))?.id).toBe(takeHomeId);
    const types = (await plainItems(cloud.system, 'ledger')).map((event) => event['type']);
    for (const type of ['take-home.started', 'take-home.ready', 'take-home.linked']) expect(types).toContain(type);
    path = join(cloud.dir, link.fileName);
    writeFileSync(path, bytes);
  });

  it('is the backup, item for item, and opens the patrons with nothing but the sheet', async () => {
    const copy = await openTakeHome([path], sheet.identity);
    expect(copy.manifest).toEqual(refOf(backup));
    expect(await digestOf(copy.open, backup)).toBe(backup.digest);
    const names = await namesFrom(copy.open, backup, await copy.classKey());
    expect(names.toSorted()).toEqual(NAMES.toSorted());
    await copy.verify();
    await copy.close();
  });

  it('holds a catalogue every library system reads: all titles but those in the bin', async () => {
    const copy = await openTakeHome([path], sheet.identity);
    const catalogue = copy.file('catalogue.mrc');
    if (catalogue === undefined) throw new Error('there is no catalogue');
    const titles = [];
    for await (const outcome of readMarc(catalogue)) titles.push(outcome);
    expect(titles).toHaveLength(12);
    await copy.close();
  });

  it('is no longer given out after a week', async () => {
    cloud.clock.offsetMs = 8 * 86_400_000;
    const link = takeHomeOf(cloud)['take-home.link'](callAs(cloud.system, cloud.managerId), { takeHomeId, part: 1 });
    expect((await refusal(link)).code).toBe('not-found');
    cloud.clock.offsetMs = 0;
  });

  it.skipIf(!hasAge)('opens with age and tar of the distribution: tables with names, readable notes', () => {
    const dir = join(cloud.dir, 'unpacked');
    mkdirSync(dir);
    writeFileSync(join(dir, 'sheet.txt'), sheet.identity);
    expect(spawnSync('age', ['-d', '-i', 'sheet.txt', '-o', 'copy.tar', path], { cwd: dir }).status).toBe(0);
    expect(spawnSync('tar', ['-xf', 'copy.tar'], { cwd: dir }).status).toBe(0);
    const text = (name: string) => readFileSync(join(dir, name), 'utf8');
    expect(text('README.txt')).toContain('A copy of the whole library, as it was at');
    const patrons = text('patrons.csv');
    expect(patrons.startsWith('\uFEFFpatron_id,borrower,name,card,')).toBe(true);
    expect(patrons).toContain('"Žofie ""Zo"" O’Hara, jr.",P99,,\'+49 30 1234');
    expect(text('titles.csv')).toContain(`"'=HYPERLINK(""http://evil"")"`);
    // Who has a copy on loan is told by a reference that stands in both tables.
    const borrowers = new Set(patrons.split('\r\n').map((line) => line.split(',')[1]));
    const open = text('loans.csv')
      .split('\r\n')
      .filter((line) => line.startsWith('01') && line.endsWith(','));
    expect(open.length).toBeGreaterThan(0);
    for (const line of open) expect(borrowers).toContain(line.split(',')[3]);
    expect(spawnSync('age', ['-d', '-i', 'sheet.txt', 'class-key.age'], { cwd: dir }).stdout).toHaveLength(32);
    if (!hasYaz) return;
    const dump = spawnSync('yaz-marcdump', ['-o', 'line', 'catalogue.mrc'], { cwd: dir });
    expect(dump.status).toBe(0);
    expect(String(dump.stderr)).toBe('');
    expect(String(dump.stdout).match(/^245 /gm)).toHaveLength(12);
  });
});

describe('a large library', () => {
  it('is spread over parts that fit, each begun again when its worker dies, and read as one', async () => {
    const backup = await newestBackup(cloud.system);
    const { job } = await startWithTwo(cloud, backup.id, 'a'.repeat(64));
    let calls = 0;
    const { store } = takeHomePartsOf(cloud);
    const done = await makeCopy(cloud, job.jobId, {
      partLimit: 40_000,
      store: async (key, source, stored) => {
        calls += 1;
        if (calls % 2 === 0) throw new Error('the worker died');
        return store(key, source, stored);
      },
    });
    expect(done.job.state).toBe('done');
    const { rows } = await takeHomeOf(cloud)['take-home.list'](callAs(cloud.system, cloud.managerId), {});
    const parts = rows[0]?.parts ?? [];
    expect(parts.length).toBeGreaterThan(1);
    const paths = [];
    for (const { part } of parts) {
      const { bytes, link } = await download(cloud, rows[0]?.takeHomeId ?? '', part);
      expect(link.fileName).toContain(`-part-${part}-of-${parts.length}.age`);
      paths.push(join(cloud.dir, link.fileName));
      writeFileSync(join(cloud.dir, link.fileName), bytes);
    }
    const copy = await openTakeHome(paths, sheet.identity);
    expect(await digestOf(copy.open, backup)).toBe(backup.digest);
    await copy.close();
    await expect(openTakeHome(paths.slice(1), sheet.identity)).rejects.toThrow(/part 1 is not among the files given/);
  });
});

describe('a copy that cannot be made', () => {
  const failed = async () => {
    const { rows } = await takeHomeOf(cloud)['take-home.list'](callAs(cloud.system, cloud.managerId), {});
    const read = await readTakeHome(cloud.system, rows[0]?.takeHomeId ?? '');
    expect(read?.value.state).toBe('failed');
  };

  it('because a file of the backup is damaged names that file', async () => {
    const backup = await newestBackup(cloud.system);
    const { job } = await startWithTwo(cloud, backup.id, 'b'.repeat(64));
    const { backups } = takeHomePartsOf(cloud);
    const done = await makeCopy(cloud, job.jobId, {
      backups: {
        ...backups,
        open: async (key, version) =>
          key.includes('/ledger/') && key.includes('/data/') ? undefined : backups.open(key, version),
      },
    });
    expect(done.job).toMatchObject({ state: 'failed', failure: { code: 'finding.file-missing' } });
    expect(String(done.job.failure?.params['file'])).toContain('/ledger/');
    await failed();
  });

  it('because another sheet came into use meanwhile says so', async () => {
    const backup = await newestBackup(cloud.system);
    const { job } = await startWithTwo(cloud, backup.id, 'd'.repeat(64));
    await useSheet(cloud, (await newSheet()).recipient);
    const done = await makeCopy(cloud, job.jobId);
    expect(done.job).toMatchObject({ state: 'failed', failure: { code: 'no-recovery-sheet' } });
    await failed();
  });
});
