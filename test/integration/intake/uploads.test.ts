import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { newestVersion } from '../../../shared/aws/upload-parts.ts';
import { MAX_UPLOAD_BYTES, PART_BYTES } from '../../../shared/contracts/intake.ts';
import { checkUpload } from '../../../shared/intake/check-upload.ts';
import { scannerNamed } from '../../../shared/intake/scanner.ts';
import { readUpload } from '../../../shared/intake/upload-store.ts';
import { book, marcFile } from '../../support/marc-files.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { intakeOf, sha256 } from './intake-fixture.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(() => cloud.close());

const small = marcFile([book('One', ['UP1'])]);
const typesOf = async (uploadId: string) =>
  (await eventsOfRecord(cloud.system, 'upload', uploadId)).events.map(({ type }) => type).reverse();

describe('an upload', () => {
  it('is refused before a byte is sent when it is too large or empty', async () => {
    const { handlers, call } = intakeOf(cloud);
    const open = (size: number) => handlers['upload.open'](call(), { fileName: 'x.mrc', size });
    await expect(open(MAX_UPLOAD_BYTES + 1)).rejects.toMatchObject({
      code: 'file-too-large',
      params: { size: MAX_UPLOAD_BYTES + 1, max: MAX_UPLOAD_BYTES },
    });
    await expect(open(0)).rejects.toMatchObject({ code: 'invalid-input', params: { field: 'size' } });
    expect(await open(MAX_UPLOAD_BYTES)).toMatchObject({ state: 'uploading', parts: 64 });
  });

  it('takes no part whose bytes are not the ones announced', async () => {
    const { handlers, call } = intakeOf(cloud);
    const { uploadId } = await handlers['upload.open'](call(), { fileName: 'x.mrc', size: small.length });
    const { urls } = await handlers['upload.parts'](call(), { uploadId, parts: [{ part: 1, sha256: sha256(small) }] });
    const { url, headers } = urls[0] ?? { url: '', headers: {} };
    const other = Buffer.from(small.toString('latin1').replace('One', 'Two'), 'latin1');
    expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(other) })).ok).toBe(false);
    expect((await fetch(url, { method: 'PUT', body: new Uint8Array(small) })).ok).toBe(false);
    expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(small) })).ok).toBe(true);
    const beyond = [{ part: 2, sha256: sha256(small) }];
    await expect(handlers['upload.parts'](call(), { uploadId, parts: beyond })).rejects.toThrow('invalid-input');
  });

  it('in several parts is joined only when all of them are there', async () => {
    const { handlers, call, send } = intakeOf(cloud);
    const bytes = Buffer.alloc(PART_BYTES + 1000, small);
    const sent = await send('two-parts.mrc', bytes);
    const first = { ...sent, parts: sent.parts.slice(0, 1) };
    await expect(handlers['upload.complete'](call(), first)).rejects.toMatchObject({
      code: 'upload-incomplete',
      params: { arrived: PART_BYTES, size: bytes.length },
    });
    const wrong = {
      ...sent,
      parts: sent.parts.map((part) => ({ ...part, etag: '"0123456789abcdef0123456789abcdef"' })),
    };
    await expect(handlers['upload.complete'](call(), wrong)).rejects.toMatchObject({ code: 'upload-incomplete' });
    expect(await handlers['upload.complete'](call(), sent)).toMatchObject({ state: 'checking' });
    await expect(
      handlers['upload.parts'](call(), { uploadId: sent.uploadId, parts: [{ part: 1, sha256: sha256(small) }] }),
    ).rejects.toMatchObject({ code: 'upload-expired' });
  });

  it('can be completed again after a lost answer, before and after its record moved on', async () => {
    const intake = intakeOf(cloud);
    const sent = await intake.send('lost.mrc', small);
    await expect(
      intake.handlers['upload.complete'](
        { ...intake.call(), commit: () => Promise.reject(new Error('the line broke')) },
        sent,
      ),
    ).rejects.toThrow('the line broke');
    expect((await readUpload(cloud.system, sent.uploadId))?.value.state).toBe('uploading');
    const done = await intake.handlers['upload.complete'](intake.call(), sent);
    expect(done).toMatchObject({ state: 'checking', version: 2 });
    expect(await intake.handlers['upload.complete'](intake.call(), sent)).toEqual(done);
    expect(await typesOf(sent.uploadId)).toEqual(['upload.opened', 'upload.completed']);
  });

  it('that nobody knows is not found, and one whose parts are gone is expired', async () => {
    const { handlers, call, send } = intakeOf(cloud);
    const unknown = { uploadId: cloud.system.newId() };
    await expect(handlers['upload.get'](call(), unknown)).rejects.toMatchObject({ code: 'not-found' });
    const sent = await send('old.mrc', small);
    const later = { ...call(), now: new Date(Date.now() + 25 * 3600 * 1000) };
    const parts = [{ part: 1, sha256: sha256(small) }];
    await expect(handlers['upload.parts'](later, { uploadId: sent.uploadId, parts })).rejects.toMatchObject({
      code: 'upload-expired',
    });
  });
});

describe('the check', () => {
  it('releases exactly the version it looked at, once, however often it is told', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.upload('good.mrc', small);
    expect(await Promise.all([intake.check(uploadId), intake.check(uploadId)])).toEqual(['released', 'released']);
    expect(await intake.check(uploadId)).toBe('released');
    expect(await typesOf(uploadId)).toEqual(['upload.opened', 'upload.completed', 'upload.released']);
    const { checks, format } = await intake.handlers['upload.get'](intake.call(), { uploadId });
    expect(format).toBe('marc');
    expect(checks.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['size', 'clean'],
      ['type', 'clean'],
      ['structure', 'clean'],
      ['scanner', 'absent'],
    ]);
    const parts = { system: cloud.system, store: intake.store, scanner: scannerNamed('none', true) };
    const other = { ...(await intake.arrival(uploadId)), versionId: 'another' };
    expect(await checkUpload(parts, other)).toBe('released');
  });

  it('that hears of the object before the upload is completed moves it on, and completing it changes nothing', async () => {
    const intake = intakeOf(cloud);
    const sent = await intake.send('early.mrc', small);
    const parts = { system: cloud.system, store: intake.store, scanner: scannerNamed('none', true) };
    const call = intake.call();
    const overtaken = {
      ...call,
      commit: async <T>(fragments: Parameters<typeof call.commit>[0], answer: T) => {
        const key = (await readUpload(cloud.system, sent.uploadId))?.value.key ?? '';
        const there = await newestVersion(cloud.s3, { bucket: buckets.intake, key });
        await checkUpload(parts, { uploadId: sent.uploadId, key, versionId: there?.versionId ?? '' });
        return call.commit(fragments, answer);
      },
    };
    expect(await intake.handlers['upload.complete'](overtaken, sent)).toMatchObject({ state: 'released' });
  });

  it('keeps out what is no catalogue file, and nothing can be done with it', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.upload('report.mrc', Buffer.from('%PDF-1.7 a report'));
    expect(await intake.check(uploadId)).toBe('refused');
    const refused = { code: 'upload-not-released', params: { state: 'refused' } };
    await expect(intake.handlers['upload.preview'](intake.call(), { uploadId })).rejects.toMatchObject(refused);
    await expect(intake.start(uploadId)).rejects.toMatchObject(refused);
    expect(await typesOf(uploadId)).toEqual(['upload.opened', 'upload.completed', 'upload.refused']);
  });

  it('refuses an object that is not as long as was said', async () => {
    const intake = intakeOf(cloud);
    const { uploadId } = await intake.handlers['upload.open'](intake.call(), { fileName: 'x', size: small.length + 1 });
    const key = (await readUpload(cloud.system, uploadId))?.value.key ?? '';
    const put = await cloud.s3.send(new PutObjectCommand({ Bucket: buckets.intake, Key: key, Body: small }));
    const parts = { system: cloud.system, store: intake.store, scanner: scannerNamed('none', true) };
    expect(await checkUpload(parts, { uploadId, key, versionId: put.VersionId ?? '' })).toBe('refused');
    const { checks } = await intake.handlers['upload.get'](intake.call(), { uploadId });
    expect(checks[0]).toMatchObject({ check: 'size', verdict: 'refused', why: 'size-differs' });
  });

  it('waits for GuardDuty, and releases on its word alone, in whatever order the events come', async () => {
    const intake = intakeOf(cloud);
    const parts = { system: cloud.system, store: intake.store, scanner: scannerNamed('guardduty', false) };
    const ends = async (statuses: readonly (Parameters<typeof checkUpload>[1]['scanned'] | 'arrived')[]) => {
      const uploadId = await intake.upload('scan.mrc', small);
      const arrival = await intake.arrival(uploadId);
      const found: string[] = [];
      for (const status of statuses)
        found.push(
          await checkUpload(
            parts,
            status === 'arrived' || status === undefined ? arrival : { ...arrival, scanned: status },
          ),
        );
      return found;
    };
    expect(await ends(['arrived', 'NO_THREATS_FOUND', 'arrived'])).toEqual(['checking', 'released', 'released']);
    expect(await ends(['NO_THREATS_FOUND', 'arrived'])).toEqual(['released', 'released']);
    expect(await ends(['arrived', 'FAILED', 'ACCESS_DENIED'])).toEqual(['checking', 'checking', 'checking']);
    expect(await ends(['UNSUPPORTED', 'NO_THREATS_FOUND'])).toEqual(['refused', 'refused']);
    expect(await ends(['NO_THREATS_FOUND', 'THREATS_FOUND', 'NO_THREATS_FOUND'])).toEqual([
      'released',
      'refused',
      'refused',
    ]);
  });

  it('leaves the file in quarantine while the scanner cannot say, and takes it up when asked again', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.upload('wait.mrc', small);
    const mute = { engine: 'clamd', scan: () => Promise.reject(new Error('the virus scanner does not answer')) };
    await expect(intake.check(uploadId, mute)).rejects.toThrow('does not answer');
    expect((await readUpload(cloud.system, uploadId))?.value.state).toBe('checking');
    expect(await intake.check(uploadId, scannerNamed('none', false))).toBe('checking');
    expect(await intake.check(uploadId, { engine: 'clamd', scan: async () => ({ verdict: 'clean' }) })).toBe(
      'released',
    );
  });
});

describe('a preview', () => {
  it('shows the first records and where their copies seem to be', async () => {
    const intake = intakeOf(cloud);
    const many = Array.from({ length: 5000 }, (_, n) => book(`Title ${n}`, [`PRE${n}`]));
    const uploadId = await intake.released('many.mrc', marcFile(many));
    const preview = await intake.handlers['upload.preview'](intake.call(), { uploadId });
    expect(preview.sampled).toBeGreaterThan(1000);
    expect(preview.sampled).toBeLessThan(5000);
    expect(preview.problems).toBe(0);
    expect(preview.guess.preset).toBe('koha-952');
    expect(preview.examples[0]).toEqual({ title: 'Title 0', people: ['Ørsted, Æne'], copies: ['PRE0'] });
    expect(preview.examples).toHaveLength(5);
  });

  it('of a list counts its barcodes', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.released('list.csv', Buffer.from('title,barcode\nA,LST100\nB,LST101\n'));
    const preview = await intake.handlers['upload.preview'](intake.call(), { uploadId });
    expect(preview).toMatchObject({ format: 'csv', sampled: 2, guess: { preset: 'koha-952' } });
    expect(preview.mappings.map(({ copies }) => copies)).toEqual([2]);
  });
});

describe('the start of an import', () => {
  it('names what is missing, and refuses the same file twice at once', async () => {
    const intake = intakeOf(cloud);
    const uploadId = await intake.released('start.mrc', small);
    const start = (branch: string, mapping: Parameters<typeof intake.start>[1] = { preset: 'none' }) =>
      intake.handlers['import.start'](intake.call(), { uploadId, mapping, defaults: { branch, itemType: 'book' } });
    await expect(start('NOWHERE')).rejects.toMatchObject({ code: 'invalid-input', params: { field: 'branch' } });
    await expect(start('MAIN', { preset: 'own', tag: '952' })).rejects.toMatchObject({
      code: 'invalid-input',
      params: { field: 'mapping.barcode' },
    });
    expect(await start('MAIN')).toMatchObject({ state: 'waiting', total: small.length, unit: 'bytes', kind: 'import' });
    await expect(start('MAIN')).rejects.toMatchObject({ code: 'job-running' });
  });

  it('has a report of its own only, and a cursor fits no other list', async () => {
    const intake = intakeOf(cloud);
    const { job } = await intake.bringIn(
      'report.mrc',
      marcFile(Array.from({ length: 130 }, (_, n) => book(`R${n}`, []))),
    );
    const first = await intake.handlers['import.report'](intake.call(), { jobId: job.id });
    expect(first.rows.length).toBeLessThan(130);
    await expect(
      intake.handlers['import.report'](intake.call(), { jobId: job.id, only: 'refused', cursor: first.next ?? '' }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await intake.report(job.id)).map(({ index }) => index)).toEqual([...Array(130).keys()]);
    const unknown = { jobId: cloud.system.newId() };
    await expect(intake.handlers['import.report'](intake.call(), unknown)).rejects.toMatchObject({ code: 'not-found' });
  });
});
