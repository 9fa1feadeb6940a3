import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { canonicalItem, itemHash } from '../../../shared/aws/canonical.ts';
import type { BackupTable } from '../../../shared/backups/manifest.ts';
import type { ReadRow } from '../../../shared/backups/reader.ts';
import { backupRequest } from '../../../shared/backups/requests.ts';
import { findTears } from '../../../shared/backups/scratch/repair-tears.ts';
import { secretsOf } from '../../../shared/backups/scratch/secrets.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { circulationHandlers } from '../../../shared/circulation/operations.ts';
import { requestOnSchedule } from '../../../shared/jobs/scheduled.ts';
import { patronHandlers } from '../../../shared/patrons/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { judgeTables } from '../../support/judge-tables.ts';
import { scanTable } from '../../support/scan-table.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';

type Tables = Readonly<Record<BackupTable, ReadonlyMap<string, AttributeMap>>>;
const names = ['records', 'ledger', 'keys'] as const;

let cloud: SmallCloud;
let library: { titleIds: string[]; patronIds: string[] };
beforeAll(async () => {
  cloud = await startSmallCloud();
  cloud.clock.offsetMs = -3_600_000;
  const earlier = cloud.container();
  library = await fillLibrary(earlier, cloud.managerId, 5);
  cloud.clock.offsetMs = 0;
});
afterAll(() => cloud.close());

const call = (ifMatch = 0) => callAs(cloud.system, cloud.managerId, ifMatch);
const keyOf = (item: AttributeMap) => `${item['PK']?.S} ${item['SK']?.S}`;
const tablesNow = async (): Promise<Tables> => {
  const [records, ledger, keys] = await Promise.all(
    names.map(async (name) => new Map((await scanTable(cloud.system.dynamo, name)).map((item) => [keyOf(item), item]))),
  );
  if (records === undefined || ledger === undefined || keys === undefined) throw new Error('a table is not there');
  return { records, ledger, keys };
};

/** Rows that one transaction changed, each as it was before and after. */
const changedRows = (before: Tables, after: Tables) =>
  names.flatMap((table) =>
    [...new Set([...before[table].keys(), ...after[table].keys()])].flatMap((key) => {
      const [was, is] = [before[table].get(key), after[table].get(key)];
      const same = was !== undefined && is !== undefined && canonicalItem(was) === canonicalItem(is);
      return same ? [] : [{ table, key, was }];
    }),
  );

/** The library as an export shows it that missed some of those rows. */
const tear = (after: Tables, missed: ReturnType<typeof changedRows>): Tables => {
  const copy = { records: new Map(after.records), ledger: new Map(after.ledger), keys: new Map(after.keys) };
  for (const { table, key, was } of missed) {
    if (was === undefined) copy[table].delete(key);
    else copy[table].set(key, was);
  }
  return copy;
};

const readOf = (tables: Tables) =>
  async function* (): AsyncGenerator<readonly ReadRow[]> {
    for (const table of names) {
      const file = { table, kind: 'data' as const, key: table, versionId: '1', bytes: 0, sha256: '' };
      yield [...tables[table].values()].map((item, index) => ({ file, line: index + 1, item }));
    }
  };

/** What a rebuild of the torn library would write. */
const mended = async (tables: Tables, keysAtHand: boolean) => {
  const ids = async () => [...tables.keys.keys()].flatMap((key) => /^PERSON#(\S+)/.exec(key)?.[1] ?? []);
  const repair = await findTears(readOf(tables), {
    exportTime: cloud.system.clock(),
    keys: true,
    secrets: keysAtHand ? secretsOf(cloud.system.keyring, ids) : undefined,
  });
  const rows = new Map<string, { table: string; item: AttributeMap }>();
  for await (const group of readOf(tables)())
    for (const { file, item } of repair.mend(group))
      rows.set(`${file.table} ${keyOf(item)}`, { table: file.table, item });
  for (const { table, item } of repair.added) rows.set(`${table} ${keyOf(item)}`, { table, item });
  const of = (table: BackupTable) => [...rows.values()].filter((row) => row.table === table).map(({ item }) => item);
  return { report: repair.report, records: of('records'), ledger: of('ledger'), rows };
};

const settledState = (tables: { records: readonly AttributeMap[] }) =>
  tables.records.flatMap((item) =>
    item['SK']?.S === 'REC' ? [`${item['entity']?.S} ${item['id']?.S} ${item['version']?.N} ${itemHash(item)}`] : [],
  );

let serial = 0;
const next = (letter: string): string => {
  serial += 1;
  return `${letter}${serial}`;
};
/** Everything people do at the desk and in the office that changes more than one row at once. */
const deeds: Record<string, () => Promise<() => Promise<unknown>>> = {
  'lending a copy': async () => () =>
    circulationHandlers(cloud.system)['loan.open'](call(), { patronId: library.patronIds[0] ?? '', barcode: 'B2B' }),
  'renewing it': async () => {
    const loan = (await scanTable(cloud.system.dynamo, 'records')).find(
      (item) => item['entity']?.S === 'loan' && item['returnedAt'] === undefined && item['version']?.N === '1',
    );
    // Days later: on the day it was lent, renewing would change nothing.
    cloud.clock.offsetMs += 3 * 86_400_000;
    return () => circulationHandlers(cloud.system)['loan.renew'](call(1), { loanId: loan?.['id']?.S ?? '' });
  },
  'taking it back': async () => () => circulationHandlers(cloud.system)['loan.return'](call(), { barcode: 'B2B' }),
  'a new title': async () => () =>
    catalogueHandlers(cloud.system)['title.create'](call(), { form: { title: 'Torn', author: 'A' } }),
  'a new copy': async () => () =>
    catalogueHandlers(cloud.system)['item.create'](call(), {
      titleId: library.titleIds[2] ?? '',
      barcode: next('N'),
      itemType: 'book',
    }),
  'a new patron': async () => () =>
    patronHandlers(cloud.system)['patron.create'](call(), {
      name: 'Late Comer',
      card: next('L'),
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
    }),
  'another card for a patron': async () => {
    const patronId = library.patronIds[1] ?? '';
    const { version } = await patronHandlers(cloud.system)['patron.get'](call(), { patronId });
    return () =>
      patronHandlers(cloud.system)['patron.edit'](call(version), {
        patronId,
        name: 'Somebody Renamed',
        card: next('C'),
        category: 'adult',
        expires: '2099-12-31',
        blocked: false,
      });
  },
  'a title to the bin': async () => {
    const titleId = library.titleIds[4] ?? '';
    const { version } = await catalogueHandlers(cloud.system)['title.get'](call(), { titleId });
    return () => catalogueHandlers(cloud.system)['title.bin'](call(version), { titleId, reason: 'torn' });
  },
  'a title from the bin': async () => {
    const titleId = library.titleIds[4] ?? '';
    return () => catalogueHandlers(cloud.system)['title.restore'](call(2), { titleId, reason: 'torn' });
  },
  'asking for a backup': async () => () => requestOnSchedule(cloud.system, backupRequest()),
};

describe('a transaction that an export caught in parts', () => {
  it.each(Object.keys(deeds))('is put right whatever part is missing: %s', async (deed) => {
    const act = await deeds[deed]?.();
    const before = await tablesNow();
    await act?.();
    const after = await tablesNow();
    const changed = changedRows(before, after);
    expect(changed.length).toBeGreaterThan(2);
    const known = new Set(
      [...after.ledger.values()].map(
        (event) => `${event['entity']?.S} ${event['recordId']?.S} ${event['version']?.N} ${event['hash']?.S}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray(changed), async (missed) => {
        const torn = await mended(tear(after, missed), true);
        // Past and event of one change both lost: nothing in the backup knows better, and whoever restores is told.
        const lost = torn.report.kept.flatMap((record) => [`finding.history-missing: ${record}`]);
        const untold = torn.report.unrepaired.flatMap((record) => [`finding.record-differs: ${record}`]);
        expect(torn.report.kept).toEqual(expect.arrayContaining([...torn.report.unrepaired]));
        const found = judgeTables(torn.records, torn.ledger);
        expect(found.filter((finding) => !lost.includes(finding) && !untold.includes(finding))).toEqual([]);
        for (const state of settledState(torn)) expect(known.has(state)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is left alone when nothing is missing: what is written is what was read', async () => {
    const after = await tablesNow();
    const whole = await mended(after, true);
    expect(whole.report).toEqual({ records: [], kept: [], beside: 0, unrepaired: [] });
    for (const table of names)
      for (const [key, item] of after[table])
        expect(canonicalItem(whole.rows.get(`${table} ${key}`)?.item ?? {})).toBe(canonicalItem(item));
    expect(whole.rows.size).toBe(after.records.size + after.ledger.size + after.keys.size);
  });
});
