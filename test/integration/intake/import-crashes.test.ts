import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { update } from '../../../shared/aws/fragments.ts';
import { progressKey } from '../../../shared/aws/keys.ts';
import { scanRecords } from '../../../shared/aws/scan.ts';
import { plainOf } from '../../../shared/aws/stored.ts';
import type { System } from '../../../shared/aws/system.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { Title } from '../../../shared/contracts/titles.ts';
import { checkUpload } from '../../../shared/intake/check-upload.ts';
import { importRunner } from '../../../shared/intake/import-runner.ts';
import { scannerNamed } from '../../../shared/intake/scanner.ts';
import { readJob } from '../../../shared/jobs/job-store.ts';
import { jobHandlers } from '../../../shared/jobs/operations.ts';
import { runJob } from '../../../shared/jobs/run-job.ts';
import { callAs } from '../../support/as-staff.ts';
import { book, marcFile } from '../../support/marc-files.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { batchOf, catalogueOf, intakeOf } from './intake-fixture.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(() => cloud.close());

/** Good, damaged, crowded and repeating records; the prefix has three letters, so that two files differ in it alone. */
const mixedFile = (prefix: string): Buffer => {
  const crowd = Array.from({ length: 70 }, (_, n) => `${prefix}-crowd-${n}`);
  const records = Array.from({ length: 90 }, (_, n) => {
    if (n === 30) return marcFile([book(`${prefix} crowded`, [...crowd, `${prefix}-3`, ''])]);
    const whole = marcFile([book(`${prefix} ${n}`, [`${prefix}-${n}`, `${prefix}-${n % 20}-again`])]);
    return n % 17 === 5 ? whole.subarray(0, whole.length - 30) : whole;
  });
  return Buffer.concat(records);
};

type Fault = 'before' | 'after' | 'thief';
class Crash extends Error {}

/** A container whose commits fail at the given turns: before they happen, or after, with their answer lost. */
const failing = (system: System, jobId: string, faults: ReadonlyMap<number, Fault>): System => {
  let turn = 0;
  return {
    ...system,
    commit: async (fragments, token) => {
      turn += 1;
      const fault = faults.get(turn);
      if (fault === 'before') throw new Crash();
      if (fault === 'thief') {
        const change = {
          update: 'SET #owner = :thief, #until = :past',
          condition: 'attribute_exists(#pk)',
          names: { '#pk': 'PK', '#owner': 'leaseOwner', '#until': 'leaseUntil' },
          values: { ':thief': 'thief', ':past': '2000-01-01T00:00:00.000Z' },
        };
        const { records } = system.tables;
        await system.commit([update('steal', records, progressKey(jobId), change, () => new Crash())], system.newId());
      }
      await system.commit(fragments, token);
      if (fault === 'after') throw new Crash();
    },
  };
};

/** Works on a job until it ends, with a new worker after each crash, as queue and sweep would. */
const drive = async (system: System, jobId: string) => {
  // A worker that died leaves its lease; the next one comes when it has lapsed.
  let late = 0;
  const later: System = { ...system, clock: () => new Date(Date.now() + late) };
  const runner = importRunner(later, intakeOf(cloud).store);
  for (let worker = 0; worker < 100; worker += 1) {
    const options = { owner: `w${worker}`, timeLeft: () => 600_000, reserve: 1000, again: async () => undefined };
    await runJob(later, runner, jobId, options).catch(() => undefined);
    late += 120_000;
    const read = await readJob(cloud.system, jobId);
    if (read?.job.value.endedAt !== undefined) return read.job.value;
  }
  throw new Error('the job does not end');
};

const without = (prefix: string, value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(prefix, '···'));

const whatCameIn = async (prefix: string, jobId: string) => {
  const intake = intakeOf(cloud);
  const read = await readJob(cloud.system, jobId);
  const titles = await catalogueOf(cloud.system, read?.job.value.batchId);
  const report = await intake.report(jobId);
  return without(prefix, {
    titles: titles.map(({ marc: _packed, ...title }) => title),
    report: report.map(({ titleId, ...line }) => ({ ...line, hasTitle: titleId !== undefined })),
    tally: read?.job.value.tally,
    state: read?.job.value.state,
    counts: (await batchOf(cloud.system, read?.job.value.batchId)).counts,
  });
};

describe('an import that is interrupted', () => {
  const schedules: readonly (readonly [string, readonly (readonly [number, Fault])[]])[] = [
    [
      'before a commit',
      [
        [4, 'before'],
        [7, 'before'],
        [11, 'before'],
      ],
    ],
    [
      'after a commit whose answer was lost',
      [
        [3, 'after'],
        [6, 'after'],
        [9, 'after'],
        [12, 'after'],
      ],
    ],
    [
      'by losing its lease to another worker',
      [
        [4, 'thief'],
        [8, 'thief'],
      ],
    ],
    [
      'between the transactions of one record',
      [
        [5, 'after'],
        [6, 'before'],
        [8, 'after'],
        [9, 'before'],
        [10, 'after'],
      ],
    ],
    [
      'at its very end',
      [
        [14, 'after'],
        [15, 'before'],
        [16, 'after'],
        [17, 'before'],
        [18, 'after'],
      ],
    ],
  ];
  let calm: unknown;
  beforeAll(async () => {
    const intake = intakeOf(cloud);
    const { job } = await intake.bringIn('calm.mrc', mixedFile('AAA'));
    calm = await whatCameIn('AAA', job.id);
  });

  it('means something: the undisturbed one brings in all there is', () => {
    expect(calm).toMatchObject({ state: 'done', tally: { titles: 85, items: 174, refused: 5 } });
  });

  it.each(schedules.map(([name, faults], index) => ({ name, faults, prefix: `B${index}B` })))(
    '$name goes on and ends as if nothing had happened',
    async ({ faults, prefix }) => {
      const intake = intakeOf(cloud);
      const jobId = await intake.start(await intake.released('stormy.mrc', mixedFile(prefix)));
      await drive(failing(cloud.system, jobId, new Map(faults)), jobId);
      expect(await whatCameIn(prefix, jobId)).toEqual(calm);
    },
  );

  it('goes on when somebody takes a barcode of the file in the middle, and tells of that copy', async () => {
    const intake = intakeOf(cloud);
    const jobId = await intake.start(await intake.released('race.mrc', mixedFile('RRR')));
    const { system } = cloud;
    const catalogue = catalogueHandlers(system);
    let turn = 0;
    const raced: System = {
      ...system,
      commit: async (fragments, token) => {
        turn += 1;
        if (turn === 3) {
          const title = await catalogue['title.create'](callAs(system, cloud.managerId), { form: { title: 'Faster' } });
          const copy = { titleId: title.id, barcode: 'RRR-16', itemType: 'book' as const };
          await catalogue['item.create'](callAs(system, cloud.managerId), copy);
        }
        await system.commit(fragments, token);
      },
    };
    const job = await drive(raced, jobId);
    expect(job).toMatchObject({ state: 'done', tally: { titles: 85, items: 173, refused: 5 } });
    const line = (await intake.report(jobId))[16];
    expect(line).toMatchObject({ status: 'repaired', copies: 1 });
    expect(line?.problems).toContainEqual({ code: 'barcode-in-use', params: { barcode: 'RRR-16' } });
  });

  it('stops hanging copies on a title that went to the bin meanwhile, and says so', async () => {
    const intake = intakeOf(cloud);
    const crowd = Array.from({ length: 60 }, (_, n) => `BIN${n}`);
    const file = marcFile([book('Binned', crowd), book('Next', ['BINnext'])]);
    const jobId = await intake.start(await intake.released('bin.mrc', file));
    const { system } = cloud;
    let turn = 0;
    const meddled: System = {
      ...system,
      commit: async (fragments, token) => {
        turn += 1;
        if (turn === 3) {
          const batchId = (await readJob(system, jobId))?.job.value.batchId;
          for await (const item of scanRecords(system.dynamo, 'records', 'title')) {
            const title = Title.parse(plainOf(item));
            if (title.batchId !== batchId) continue;
            const call = callAs(system, cloud.managerId, title.version);
            await catalogueHandlers(system)['title.bin'](call, { titleId: title.id });
          }
        }
        await system.commit(fragments, token);
      },
    };
    expect(await drive(meddled, jobId)).toMatchObject({ state: 'done', tally: { titles: 2, items: 24 } });
    const report = await intake.report(jobId);
    expect(report.map(({ copies }) => copies)).toEqual([23, 1]);
    expect(report[0]?.problems).toEqual([{ code: 'title-in-bin' }]);
  });
});

describe('an import that is stopped', () => {
  it('keeps and tells what came in, the half-done record too, as a batch that can be undone', async () => {
    const intake = intakeOf(cloud);
    const crowd = Array.from({ length: 60 }, (_, n) => `STOP${n}`);
    const file = marcFile([book('First', ['STOPfirst']), book('Crowded', crowd), book('Never', [])]);
    const jobId = await intake.start(await intake.released('stop.mrc', file));
    const call = callAs(cloud.system, cloud.managerId);
    let turn = 0;
    const stopping: System = {
      ...cloud.system,
      commit: async (fragments, token) => {
        turn += 1;
        if (turn === 4) {
          await jobHandlers(cloud.system)['job.cancel'](call, { jobId });
          throw new Crash();
        }
        await cloud.system.commit(fragments, token);
      },
    };
    const job = await drive(stopping, jobId);
    expect(job.state).toBe('cancelled');
    const report = await intake.report(jobId);
    expect(report.map(({ title, status, copies }) => [title, status, copies])).toEqual([
      ['First', 'imported', 1],
      ['Crowded', 'repaired', 23],
    ]);
    expect(report[1]?.problems).toEqual([{ code: 'copies-not-all' }]);
    const batch = await batchOf(cloud.system, job.batchId);
    expect(batch).toMatchObject({ state: 'closed', counts: { titles: 2, items: 24, imported: 2 } });
    const titles = await catalogueOf(cloud.system, job.batchId);
    expect(titles.map(({ counted, copies }) => [counted, copies.length])).toEqual([
      [1, 1],
      [23, 23],
    ]);
  });

  it('closes its batch when it cannot go on, so that it can be undone', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.released('revoked.mrc', marcFile([book('Later found bad', [])]));
    const jobId = await intake.start(uploadId);
    const arrival = { ...(await intake.arrival(uploadId)), scanned: 'THREATS_FOUND' as const };
    const parts = { system: cloud.system, store: intake.store, scanner: scannerNamed('guardduty', false) };
    expect(await checkUpload(parts, arrival)).toBe('refused');
    const job = await drive(cloud.system, jobId);
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'upload-not-released' } });
    expect((await batchOf(cloud.system, job.batchId)).state).toBe('closed');
    expect(await catalogueOf(cloud.system, job.batchId)).toEqual([]);
  });
});
