import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../infra/tools/openapi-document.ts';
import { operations } from '../../shared/contracts/operations.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
const Row = z.looseObject({
  operationId: z.string(),
  parameters: z.array(
    z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean() }),
  ),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.enum(['get', 'post', 'put', 'delete']), Row.optional())),
});

const text = openApiDocument(version);
const document = Document.parse(JSON.parse(text));
const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).flatMap((row) => (row === undefined ? [] : [{ path, row }])),
);

describe('docs/openapi.json', () => {
  it('is what the operation table says; if not, run npm run openapi', () => {
    expect(read('docs/openapi.json') === text).toBe(true);
  });

  it('describes every operation once', () => {
    expect(rows.map(({ row }) => row.operationId).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('names every part of a path as a parameter, and sends nothing else by path', () => {
    for (const { path, row } of rows) {
      const inPath = row.parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  it('asks for the headers that keep an edit safe', () => {
    const edit = rows.find(({ row }) => row.operationId === 'title.edit')?.row;
    expect(edit?.parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', in: 'header', required: true }),
    );
    const lend = rows.find(({ row }) => row.operationId === 'loan.open')?.row;
    expect(lend?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }));
    expect(Object.keys(lend?.responses ?? {})).toEqual(expect.arrayContaining(['200', '404', '409', 'default']));
  });
});
