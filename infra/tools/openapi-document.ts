import * as z from 'zod';
import { errorTable } from '../../shared/contracts/errors.ts';
import type { Operation } from '../../shared/contracts/operation.ts';
import { operations } from '../../shared/contracts/operations.ts';

type Json = Readonly<Record<string, unknown>>;

const JsonObject = z.record(z.string(), z.unknown());
const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = JsonObject.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  return rest;
};

const pathNames = (path: string): readonly string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const whoMay = (row: Operation): string =>
  typeof row.who === 'object' ? `Needs the permission ${row.who.permission}.` : `Open to: ${row.who}.`;

const problems = (row: Operation): Json =>
  Object.fromEntries(
    [...Map.groupBy(row.errors, (code) => String(errorTable[code].status))].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );

const described = (row: Operation): Json => {
  const { properties, required, ...more } = ObjectSchema.parse(schemaOf(row.input, 'input'));
  const inPath = pathNames(row.path);
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const inBody = row.method === 'POST' || row.method === 'PUT';
  const parameter = (name: string, where: 'path' | 'query'): Json => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  });
  const body = {
    ...more,
    type: 'object',
    properties: Object.fromEntries(others.map((name) => [name, properties[name]])),
    required: required.filter((name) => others.includes(name)),
  };
  const answer = { 'application/json': { schema: schemaOf(row.output, 'output') } };
  return {
    operationId: row.id,
    summary: row.summary,
    description: `${whoMay(row)} Effect: ${row.effect}.${row.stepUp === true ? ' Needs a fresh sign-in.' : ''}`,
    tags: [row.capability],
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      ...(inBody ? [] : others.map((name) => parameter(name, 'query'))),
      ...(row.ifMatch === true ? [header('If-Match', 'The version that was seen.')] : []),
      ...(row.idempotent === true ? [header('Idempotency-Key', 'One for each intent; repeated on a retry.')] : []),
    ],
    ...(inBody && others.length > 0
      ? { requestBody: { required: body.required.length > 0, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: {
      ...(row.redirect === true
        ? { '302': { description: 'Goes on elsewhere.' } }
        : { '200': { description: 'Done.', content: answer } }),
      ...problems(row),
      default: {
        description: 'Refused, or something went wrong.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    'x-sites': row.sites,
    'x-effect': row.effect,
    security: row.who === 'public' ? [] : row.sites.map((site) => ({ [site]: [] })),
  };
};

const cookie = (name: string): Json => ({ type: 'apiKey', in: 'cookie', name });

const problem: Json = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorTable) },
    params: { type: 'object' },
    requestId: { type: 'string' },
  },
  required: ['title', 'status', 'code'],
};

/** The OpenAPI 3.1 document of every operation in the table, as text that does not change by itself. */
export const openApiDocument = (version: string): string => {
  const rows: readonly Operation[] = operations;
  const paths = Object.fromEntries(
    [...Map.groupBy(rows, (row) => row.path)].map(([path, group]) => [
      path,
      Object.fromEntries(group.map((row) => [row.method.toLowerCase(), described(row)])),
    ]),
  );
  const document = {
    openapi: '3.1.0',
    info: { title: 'Strongroom', version, license: { name: 'Apache 2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api' }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: { console: cookie('__Host-staff'), catalogue: cookie('__Host-patron') },
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
