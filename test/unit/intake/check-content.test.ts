import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { english } from '../../../shared/contracts/messages/en.ts';
import { arrivalOf } from '../../../shared/intake/arrival.ts';
import { checkContent } from '../../../shared/intake/check-content.ts';
import { book, marcFile } from '../../support/marc-files.ts';

const whole = marcFile([book('One', ['A1']), book('Two', [])]);
const checked = (bytes: Uint8Array | string, size?: number) => {
  const head = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return checkContent(head, size ?? head.length);
};
const zip = Buffer.from('504b0304140000000800', 'hex');
const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const elf = Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(200)]);
const utf16 = Buffer.from('\ufefftitle,author\nA,B\n', 'utf16le');
const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');

describe('what a file is, by its bytes', () => {
  it('knows MARC, with junk and damage before and between records too', async () => {
    expect((await checked(whole)).format).toBe('marc');
    expect((await checked(Buffer.concat([Buffer.from('\r\n'), whole]))).format).toBe('marc');
    expect((await checked(whole.subarray(0, whole.length - 20))).format).toBe('marc');
  });

  it('knows a list with a column for titles', async () => {
    expect((await checked('title,author\nA,B\n')).format).toBe('csv');
    expect((await checked(Buffer.from('Titel;Autor\nMöwe;X\n', 'latin1'))).format).toBe('csv');
  });

  it.each([
    ['a ZIP archive', zip, 'type', 'kind-zip'],
    ['a compressed file', gzipSync(whole), 'type', 'kind-gzip'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), 'type', 'kind-pdf'],
    ['a Windows program', exe, 'type', 'kind-program'],
    ['a Linux program', elf, 'type', 'kind-program'],
    ['a picture', png, 'type', 'kind-other'],
    ['XML', Buffer.from('<?xml version="1.0"?><collection/>'), 'type', 'kind-xml'],
    ['a web page', Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>'), 'type', 'kind-html'],
    ['JSON', Buffer.from('{"leader":"00000nam"}'), 'type', 'kind-json'],
    ['UTF-16', utf16, 'type', 'kind-utf-16'],
    ['MARC written as text', Buffer.from('=LDR  00000nam\n=245  10$aTitle\n'), 'type', 'kind-mnemonic'],
    ['a list without a column for titles', Buffer.from('a,b\n1,2\n'), 'structure', 'no-title-column'],
    ['a list with NULs in it', Buffer.from('title,author\nA\0,B\n'), 'type', 'kind-unknown'],
    ['bytes of no kind', Buffer.from(Array.from({ length: 400 }, (_, n) => (n * 7) % 31)), 'type', 'kind-unknown'],
    ['a MARC file cut in its only record', whole.subarray(0, 60), 'structure', 'truncated'],
  ])('refuses %s, and says why', async (_name, bytes, check, why) => {
    const { format, checks } = await checked(bytes);
    expect(format).toBeUndefined();
    expect(checks.at(-1)).toMatchObject({ check, verdict: 'refused', why });
    expect(english.messages[`import.${why}`]?.text).toBeTruthy();
  });
});

describe('an event about an object', () => {
  const key = 'catalogue/01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const created = (object: object, bucket = 'intake') => ({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object },
  });

  it('is read from S3 and from GuardDuty', () => {
    expect(arrivalOf(created({ key, 'version-id': 'v1', size: 3 }), 'intake')).toEqual({
      uploadId: key.slice(10),
      key,
      versionId: 'v1',
    });
    const scanned = {
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Malware Protection Object Scan Result',
      detail: {
        scanStatus: 'COMPLETED',
        s3ObjectDetails: { bucketName: 'intake', objectKey: key, eTag: 'e', versionId: 'v1', s3Throttled: false },
        scanResultDetails: { scanResultStatus: 'THREATS_FOUND', threats: [{ name: 'EICAR-Test-File' }] },
      },
    };
    expect(arrivalOf(scanned, 'intake')).toMatchObject({ versionId: 'v1', scanned: 'THREATS_FOUND' });
  });

  it('about anything but an upload is passed over, and one of another shape is an error', () => {
    expect(arrivalOf(created({ key: 'other/thing', 'version-id': 'v1' }), 'intake')).toBeUndefined();
    expect(arrivalOf(created({ key, 'version-id': 'v1' }, 'elsewhere'), 'intake')).toBeUndefined();
    expect(() => arrivalOf(created({ key }), 'intake')).toThrow();
    expect(() => arrivalOf({ source: 'aws.s3', 'detail-type': 'Object Deleted' }, 'intake')).toThrow();
  });
});
