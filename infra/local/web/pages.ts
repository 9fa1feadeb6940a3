import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest\+json|wasm)|image\/svg)/;

export interface Page {
  readonly etag: string;
  readonly type: string;
  readonly cacheControl: string;
  readonly body: (encoding: 'br' | 'gzip' | undefined) => Promise<Buffer>;
  readonly compressible: boolean;
}

const compressors = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
};

function load(path: string, bytes: Buffer): Page {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const packed = new Map<string, Promise<Buffer>>();
  return {
    etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
    type,
    // Names of built assets carry a hash of what is inside; every other page may change with the next build.
    cacheControl: path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    compressible: COMPRESSIBLE.test(type) && bytes.length >= 1000,
    body: (encoding) => {
      if (!encoding) return Promise.resolve(bytes);
      const known = packed.get(encoding) ?? compressors[encoding](bytes);
      packed.set(encoding, known);
      return known;
    },
  };
}

/** The built pages of a folder, kept in memory until their file changes. */
export function pageStore(root: string): (uri: string) => Promise<Page | undefined> {
  const kept = new Map<string, { readonly changed: number; readonly page: Page }>();
  return async (uri) => {
    let path: string;
    try {
      path = normalize(join(root, decodeURIComponent(uri)));
    } catch {
      return undefined;
    }
    if (!path.startsWith(normalize(root) + sep)) return undefined;
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isFile()) return undefined;
    const known = kept.get(path);
    if (known?.changed === facts.mtimeMs) return known.page;
    const page = load(path, await readFile(path));
    kept.set(path, { changed: facts.mtimeMs, page });
    return page;
  };
}
