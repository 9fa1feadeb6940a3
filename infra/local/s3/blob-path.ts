import { join } from 'node:path';

const LONGEST_NAME = 180;

function safeSegment(segment: string): string {
  const escaped = [...Buffer.from(segment, 'utf8')].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9._=+,-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  });
  const text = escaped.join('');
  if (text === '') return '%';
  return /^\.+$/.test(text) ? text.replaceAll('.', '%2e') : text;
}

/**
 * Where the bytes of an object lie under its bucket's folder: the key as folders, so that a person finds them, and the
 * blob's own id before the name, so that versions, and a key that is the prefix of another, never meet.
 * `@` is never in an escaped segment: files have it, folders do not.
 */
export function blobPath(key: string, blob: string): string {
  const segments = key.split('/').map(safeSegment);
  const name = segments.pop() ?? '%';
  const folders = segments.flatMap((segment) => cut(segment));
  const pieces = cut(name);
  const last = pieces.pop() ?? '';
  return join(...folders, ...pieces, `${blob}@${last}`);
}

/** File systems refuse names over 255 bytes; S3 keys have segments up to 1,024. */
function cut(segment: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < segment.length; at += LONGEST_NAME) pieces.push(segment.slice(at, at + LONGEST_NAME));
  return pieces;
}
