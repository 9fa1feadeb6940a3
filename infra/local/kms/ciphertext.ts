import { seal, unseal } from './aead.ts';

const FORMAT = 1;
const HEADER_BYTES = 21;

export interface BlobHeader {
  readonly keyId: string;
  readonly version: number;
}

export type EncryptionContext = Readonly<Record<string, string>>;

function header({ keyId, version }: BlobHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt8(FORMAT, 0);
  bytes.write(keyId.replaceAll('-', ''), 1, 'hex');
  bytes.writeUInt32BE(version, 17);
  return bytes;
}

/** Pairs in the order of their names, each part with its length before it, so that no two contexts read the same. */
function contextBytes(context: EncryptionContext): Buffer {
  const parts = Object.keys(context)
    .sort()
    .flatMap((name) => [name, context[name] ?? ''])
    .map((text) => Buffer.from(text, 'utf8'));
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

/** The blob names its own key and key version, so that decrypting needs neither. */
export function sealBlob(at: BlobHeader, material: Buffer, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const head = header(at);
  return Buffer.concat([head, seal(material, plaintext, Buffer.concat([head, contextBytes(context)]))]);
}

export function readHeader(blob: Buffer): BlobHeader | undefined {
  if (blob.length <= HEADER_BYTES || blob.readUInt8(0) !== FORMAT) return undefined;
  const keyId = blob.toString('hex', 1, 17).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { keyId, version: blob.readUInt32BE(17) };
}

/** @returns undefined when the blob, its header or the context was changed. */
export function openBlob(blob: Buffer, material: Buffer, context: EncryptionContext): Buffer | undefined {
  const aad = Buffer.concat([blob.subarray(0, HEADER_BYTES), contextBytes(context)]);
  return unseal(material, blob.subarray(HEADER_BYTES), aad);
}
