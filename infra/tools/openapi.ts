import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { openApiDocument } from './openapi-document.ts';

/** Writes docs/openapi.json from the operation table; `--check` only says whether it is still true. */
const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const path = join(root, 'docs/openapi.json');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const document = openApiDocument(version);
const before = existsSync(path) ? readFileSync(path, 'utf8') : '';

if (values.check !== true) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, document);
  process.stdout.write(before === document ? 'docs/openapi.json was up to date\n' : 'docs/openapi.json written\n');
} else if (before !== document) {
  process.stderr.write('docs/openapi.json is not what the operation table says: run npm run openapi and commit it\n');
  process.exitCode = 1;
}
