import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { itemHash } from '../../../shared/aws/canonical.ts';
import { manifestKey } from '../../../shared/backups/manifest.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import { readBackupKeys } from '../../../shared/backups/scratch/backup-keys.ts';
import { findTears } from '../../../shared/backups/scratch/repair-tears.ts';
import { secretsOf } from '../../../shared/backups/scratch/secrets.ts';
import { readLayers, readState } from '../../../shared/backups/state-reader.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../../shared/circulation/operations.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { AppError } from '../../../shared/kernel/app-error.ts';
import { patronHandlers } from '../../../shared/patrons/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { judgeTables } from '../../support/judge-tables.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, proofPartsOf, prove } from './backup-fixture.ts';
import { rebuild } from './rebuild-fixture.ts';

const WRITERS = 50;
/** A person at a desk; without it the test would measure the machine. */
const PAUSE_MS = 400;
let cloud: SmallCloud;
let library: { titleIds: string[]; patronIds: string[] };
beforeAll(async () => {
  cloud = await startSmallCloud();
  library = await fillLibrary(cloud.system, cloud.managerId, 60);
});
afterAll(() => cloud.close());

/** What a busy desk is refused: somebody else was faster. Anything else is a fault. */
const orRefused = async (work: () => Promise<unknown>): Promise<number> => {
  try {
    await work();
    return 1;
  } catch (error) {
    if (error instanceof AppError) return 0;
    throw error;
  }
};

/** Lends, takes back, edits and registers at its own copies until it is told to stop. Returns how much was done. */
const writer = async (n: number, isOver: () => boolean): Promise<number> => {
  const { system, managerId } = cloud;
  const call = () => callAs(system, managerId);
  const circulation = circulationHandlers(system);
  const patronId = library.patronIds[n % 2] ?? '';
  const barcode = `B${n}B`;
  let done = 0;
  for (let turn = 0; !isOver(); turn += 1) {
    await sleep(PAUSE_MS);
    done += await orRefused(() => circulation['loan.open'](call(), { patronId, barcode }));
    if (n % 10 === 0)
      done += await orRefused(() =>
        catalogueHandlers(system)['title.create'](call(), { form: { title: `Under load ${n} ${turn}`, author: 'L' } }),
      );
    if (n % 10 === 1)
      done += await orRefused(() =>
        patronHandlers(system)['patron.create'](call(), {
          name: `Busy Body ${n}`,
          card: `LOAD${n}-${turn}`,
          category: 'adult',
          expires: '2099-12-31',
          blocked: false,
        }),
      );
    done += await orRefused(() => circulation['loan.return'](call(), { barcode }));
  }
  return done;
};

const backupUnderLoad = async (tear: { table: 'records' | 'ledger'; changes: number }): Promise<Backup> => {
  let over = false;
  const writers = Array.from({ length: WRITERS }, (_, n) => writer(n, () => over));
  cloud.dynamo.tearNextExport(tear.table, tear.changes);
  const { job } = await backUp(cloud).finally(() => {
    over = true;
  });
  const done = (await Promise.all(writers)).reduce((sum, each) => sum + each, 0);
  expect(done).toBeGreaterThan(100);
  expect(job.state).toBe('done');
  await prove(cloud, await openJob(cloud.system, 'proof'));
  return newestBackup(cloud.system);
};

/** What a restore of the backup would write, and every version its ledger knows. */
const restored = async (backup: Backup) => {
  const open = bucketVersions(proofPartsOf(cloud).backups);
  const layers = await readLayers(open, {
    key: manifestKey(backup.class, backup.id),
    versionId: backup.manifestVersionId ?? '',
    hash: backup.manifestHash ?? '',
  });
  const read = () => readState(open, layers, ['records', 'ledger']);
  const keys = await readBackupKeys(readState(open, layers, ['keys']), proofPartsOf(cloud).openClassKey);
  if (keys === undefined) throw new Error('no keys');
  const secrets = secretsOf(keys.keyring, async () => keys.personIds);
  const repair = await findTears(read, { exportTime: new Date(backup.exportTime), keys: false, secrets });
  const tables: Record<string, AttributeMap[]> = { records: [], ledger: [] };
  const known = new Set<string>();
  for await (const rows of read()) {
    for (const { item, file } of rows)
      if (file.table === 'ledger') known.add(`${item['recordId']?.S} ${item['version']?.N} ${item['hash']?.S}`);
    for (const { item, file } of repair.mend(rows)) tables[file.table]?.push(item);
  }
  for (const { table, item } of repair.added) tables[table]?.push(item);
  return { records: tables['records'] ?? [], ledger: tables['ledger'] ?? [], known, report: repair.report };
};

const tears = [
  { table: 'records', changes: 23 },
  { table: 'records', changes: 104 },
  { table: 'ledger', changes: 40 },
] as const;

describe('a backup taken while fifty people write, and torn', () => {
  it.each(process.env['PROVE'] === '1' ? tears : tears.slice(0, 1))(
    'restores to a state the ledger knows, in which no loan lacks the change of its copy: %o',
    async (tear) => {
      const backup = await backupUnderLoad(tear);
      const { records, ledger, known, report } = await restored(backup);
      expect(report.unrepaired).toEqual([]);
      expect(report.records.length + report.beside).toBeGreaterThan(0);
      const stored = records.filter((item) => item['SK']?.S === 'REC');
      for (const item of stored)
        expect(known.has(`${item['id']?.S} ${item['version']?.N} ${itemHash(item)}`)).toBe(true);
      const gates = new Map(records.flatMap((item) => (item['SK']?.S === 'GATE' ? [[item['PK']?.S, item]] : [])));
      const open = stored.filter((item) => item['entity']?.S === 'loan' && item['returnedAt'] === undefined);
      for (const loan of open) {
        const gate = gates.get(`ITEM#${loan['itemId']?.S}`);
        expect(gate?.['loanId']?.S).toBe(loan['id']?.S);
        expect(gate?.['patronId']?.S).toBeDefined();
      }
      const lost = report.kept.map((record) => `finding.history-missing: ${record}`);
      expect(judgeTables(records, ledger).filter((finding) => !lost.includes(finding))).toEqual([]);
      expect(backup.proof?.findings).toEqual([]);
      const { proof } = await rebuild(cloud, backup.id);
      expect(proof).toMatchObject({ kind: 'rebuilt', passed: true, findings: [] });
    },
    120_000,
  );
});
