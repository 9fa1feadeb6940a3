import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, failure, type Rig, startRig } from './support.ts';

const PART = 5 * 1024 * 1024;
const first = bytes(PART, 11);
const second = bytes(PART + 17, 12);
const last = bytes(1_234, 13);
const whole = Buffer.concat([first, second, last]);

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({ name: 'big', versioning: 'Enabled' });
});
afterAll(() => rig.stop());

interface Started {
  readonly at: { Bucket: string; Key: string; UploadId: string | undefined };
  part(PartNumber: number, Body: Buffer, more?: object): Promise<CompletedPart>;
  complete(Parts: CompletedPart[], more?: object): ReturnType<typeof completeCommand>;
}

function completeCommand(at: Started['at'], Parts: CompletedPart[], more: object) {
  return rig.client.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts }, ...more }));
}

async function start(Key: string, more: object = {}): Promise<Started> {
  const { UploadId } = await rig.client.send(new CreateMultipartUploadCommand({ Bucket: 'big', Key, ...more }));
  const at = { Bucket: 'big', Key, UploadId };
  return {
    at,
    part: async (PartNumber, Body, options = {}) => {
      const sent = await rig.client.send(new UploadPartCommand({ ...at, PartNumber, Body, ...options }));
      const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = sent;
      return { PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 };
    },
    complete: (Parts, options = {}) => completeCommand(at, Parts, options),
  };
}

describe('a multipart upload', () => {
  it('joins its parts in order, whatever the order they came in', async () => {
    const upload = await start('joined', { ContentType: 'video/mp4', Metadata: { a: 'b' } });
    const three = await upload.part(9, last);
    const [one, two] = await Promise.all([upload.part(1, first), upload.part(4, second)]);
    const done = await upload.complete([one, two, three]);
    const md5 = (data: Buffer) => createHash('md5').update(data).digest();
    const etag = createHash('md5')
      .update(Buffer.concat([first, second, last].map(md5)))
      .digest('hex');
    expect(done.ETag).toBe(`"${etag}-3"`);
    const back = await rig.client.send(new GetObjectCommand({ Bucket: 'big', Key: 'joined' }));
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    expect(back).toMatchObject({ ContentType: 'video/mp4', Metadata: { a: 'b' }, VersionId: done.VersionId });
  });

  it('can be read in ranges across parts, and part by part', async () => {
    const Range = `bytes=${PART - 10}-${PART + 9}`;
    const ranged = await rig.client.send(new GetObjectCommand({ Bucket: 'big', Key: 'joined', Range }));
    expect(Buffer.from((await ranged.Body?.transformToByteArray()) ?? [])).toEqual(
      whole.subarray(PART - 10, PART + 10),
    );
    const third = await rig.client.send(new GetObjectCommand({ Bucket: 'big', Key: 'joined', PartNumber: 3 }));
    expect(Buffer.from((await third.Body?.transformToByteArray()) ?? [])).toEqual(last);
    expect(third.PartsCount).toBe(3);
  });

  it('is invisible until completed and leaves nothing when aborted', async () => {
    const upload = await start('aborted/file');
    await upload.part(1, last);
    await upload.part(1, second);
    const read = rig.client.send(new GetObjectCommand({ Bucket: 'big', Key: 'aborted/file' }));
    expect(await failure(read)).toMatchObject({ status: 404 });
    await rig.client.send(new AbortMultipartUploadCommand(upload.at));
    expect(await failure(upload.part(2, last))).toEqual({ code: 'NoSuchUpload', status: 404 });
    await expect.poll(async () => (await rig.files()).filter((name) => name.endsWith('@file'))).toEqual([]);
  });

  it('lists its parts and itself, page by page', async () => {
    const a = await start('list/a');
    const b = await start('list/b');
    for (const number of [1, 2, 3]) await a.part(number, last);
    const page = await rig.client.send(new ListPartsCommand({ ...a.at, MaxParts: 2 }));
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const rest = await rig.client.send(new ListPartsCommand({ ...a.at, PartNumberMarker: page.NextPartNumberMarker }));
    expect(rest.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([[3, 1_234]]);
    const list = (more: object) =>
      rig.client.send(new ListMultipartUploadsCommand({ Bucket: 'big', Prefix: 'list/', ...more }));
    const uploads = await list({ MaxUploads: 1 });
    expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual(['list/a']);
    const more = await list({ KeyMarker: uploads.NextKeyMarker, UploadIdMarker: uploads.NextUploadIdMarker });
    expect(more.Uploads?.map(({ UploadId }) => UploadId)).toEqual([b.at.UploadId]);
    await rig.client.send(new AbortMultipartUploadCommand(a.at));
    await rig.client.send(new AbortMultipartUploadCommand(b.at));
  });

  it('refuses wrong, missing, disordered and too small parts, and stays usable', async () => {
    const upload = await start('strict');
    const small = await upload.part(1, last);
    const big = await upload.part(2, first);
    const tail = await upload.part(3, last);
    const codeOf = async (parts: CompletedPart[]) => (await failure(upload.complete(parts))).code;
    expect(await codeOf([small, big])).toBe('EntityTooSmall');
    expect(await codeOf([tail, big])).toBe('InvalidPartOrder');
    expect(await codeOf([big, big])).toBe('InvalidPartOrder');
    expect(await codeOf([{ ...big, ETag: small.ETag }])).toBe('InvalidPart');
    expect(await codeOf([big, { ...tail, PartNumber: 4 }])).toBe('InvalidPart');
    expect((await failure(upload.complete([big, tail], { MpuObjectSize: 3 }))).code).toBe('InvalidRequest');
    expect(await codeOf([big, tail])).toBe('none');
    expect(await codeOf([big, tail])).toBe('NoSuchUpload');
    await expect.poll(async () => (await rig.files()).filter((name) => name.endsWith('@strict')).length).toBe(2);
  });

  it('takes a part from another object', async () => {
    await rig.client.send(new PutObjectCommand({ Bucket: 'big', Key: 'source', Body: whole }));
    const upload = await start('copied');
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const command = new UploadPartCopyCommand({
        ...upload.at,
        PartNumber,
        CopySource: 'big/source',
        CopySourceRange,
      });
      return { PartNumber, ETag: (await rig.client.send(command)).CopyPartResult?.ETag };
    };
    const parts = [await copy(1, `bytes=0-${PART - 1}`), await copy(2, `bytes=${PART}-${whole.length - 1}`)];
    await upload.complete(parts);
    const back = await rig.client.send(new GetObjectCommand({ Bucket: 'big', Key: 'copied' }));
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    expect(await failure(copy(3, `bytes=0-${whole.length}`))).toMatchObject({ code: 'NoSuchUpload' });
  });

  it('tells of its completion as one event', async () => {
    rig.s3.configureBucket({ name: 'big', versioning: 'Enabled', notifications: { eventBridge: true } });
    const upload = await start('told/ä b');
    await upload.complete([await upload.part(1, last)]);
    await expect.poll(() => rig.events.length).toBe(1);
    expect(rig.events[0]?.detail).toMatchObject({
      object: { key: 'told/ä b', size: 1_234 },
      reason: 'CompleteMultipartUpload',
    });
  });
});

describe('checksums of a multipart upload', () => {
  const PLANS: readonly [ChecksumAlgorithm, ChecksumType][] = [
    ['SHA256', 'COMPOSITE'],
    ['SHA1', 'COMPOSITE'],
    ['CRC32', 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC32C', 'FULL_OBJECT'],
    ['CRC64NVME', 'FULL_OBJECT'],
  ];

  it.each(PLANS)('of %s %s are kept, verified and told', async (ChecksumAlgorithm, ChecksumType) => {
    const Key = `sum-${ChecksumAlgorithm}-${ChecksumType}`;
    const upload = await start(Key, { ChecksumAlgorithm, ChecksumType });
    const parts = [
      await upload.part(1, first, { ChecksumAlgorithm }),
      await upload.part(2, second, { ChecksumAlgorithm }),
      await upload.part(3, last, { ChecksumAlgorithm }),
    ];
    const field = `Checksum${ChecksumAlgorithm}` as const;
    await upload.complete(parts);
    const head = await rig.client.send(new HeadObjectCommand({ Bucket: 'big', Key, ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumType).toBe(ChecksumType);
    if (ChecksumType === 'FULL_OBJECT') {
      const single = await rig.client.send(
        new PutObjectCommand({ Bucket: 'big', Key: 'single', Body: whole, ChecksumAlgorithm }),
      );
      expect(head[field]).toBe(single[field]);
    } else {
      expect(head[field]).toMatch(/^[A-Za-z0-9+/]+=*-3$/);
    }
  });

  it('of SHA-256 are the hash of the hashes', async () => {
    const head = await rig.client.send(
      new HeadObjectCommand({ Bucket: 'big', Key: 'sum-SHA256-COMPOSITE', ChecksumMode: 'ENABLED' }),
    );
    const hash = (data: Buffer) => createHash('sha256').update(data).digest();
    expect(head.ChecksumSHA256).toBe(`${hash(Buffer.concat([first, second, last].map(hash))).toString('base64')}-3`);
  });

  it('are required on every part and in the list, once promised', async () => {
    const upload = await start('promised', { ChecksumAlgorithm: 'SHA256' });
    expect(await failure(upload.part(1, last, { ChecksumAlgorithm: 'CRC32' }))).toMatchObject({
      code: 'InvalidRequest',
    });
    const part = await upload.part(1, last, { ChecksumAlgorithm: 'SHA256' });
    const bare = { PartNumber: 1, ETag: part.ETag };
    expect(await failure(upload.complete([bare]))).toMatchObject({ code: 'InvalidRequest' });
    const wrong = { ...bare, ChecksumSHA256: createHash('sha256').update('x').digest('base64') };
    expect(await failure(upload.complete([wrong]))).toMatchObject({ code: 'InvalidPart' });
    const badWhole = { ChecksumSHA256: createHash('sha256').update('x').digest('base64') };
    expect(await failure(upload.complete([part], badWhole))).toMatchObject({ code: 'BadDigest' });
    expect(await failure(upload.complete([part]))).toMatchObject({ code: 'none' });
  });
});
