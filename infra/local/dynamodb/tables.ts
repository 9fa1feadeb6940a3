import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type CallEngine, engineJson } from './engine-call.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

/** A table as its template wants it. */
export const tableDefinition = z.object({
  name: z.string(),
  keySchema,
  attributes: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  indexes: z.array(index),
  stream: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']).optional(),
  ttlAttribute: z.string().optional(),
  pitr: z.boolean(),
  deletionProtection: z.boolean(),
});
export type TableDefinition = z.infer<typeof tableDefinition>;

const described = z.object({
  Table: z.object({
    TableId: z.string(),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(index).optional(),
    StreamSpecification: z.object({ StreamViewType: z.string().optional() }).optional(),
  }),
});

export async function describeTable(call: CallEngine, name: string) {
  return described.parse(await engineJson(call, 'DescribeTable', { TableName: name })).Table;
}

async function exists(call: CallEngine, name: string): Promise<boolean> {
  try {
    await describeTable(call, name);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

async function addIndexes(call: CallEngine, definition: TableDefinition): Promise<void> {
  const { name, attributes } = definition;
  const current = (await describeTable(call, name)).GlobalSecondaryIndexes ?? [];
  const wanted = new Map(definition.indexes.map((each) => [each.IndexName, each]));
  const update = (change: unknown) =>
    engineJson(call, 'UpdateTable', {
      TableName: name,
      AttributeDefinitions: attributes,
      GlobalSecondaryIndexUpdates: [change],
    });
  for (const old of current) {
    const next = wanted.get(old.IndexName);
    const same = next && isDeepStrictEqual([next.KeySchema, next.Projection], [old.KeySchema, old.Projection]);
    if (same) wanted.delete(old.IndexName);
    else await update({ Delete: { IndexName: old.IndexName } });
  }
  for (const next of wanted.values()) await update({ Create: next });
}

/**
 * Makes a template's table, or brings the existing one in line with it.
 * A table with point-in-time recovery always has a stream underneath: exports read the changes from it.
 * @throws when the template asks for another key: that would replace the table, and its items would be lost
 */
export async function ensureTable(call: CallEngine, definition: TableDefinition): Promise<void> {
  const { name } = definition;
  const stream = definition.pitr ? 'NEW_AND_OLD_IMAGES' : definition.stream;
  const streamSpecification = { StreamEnabled: true, StreamViewType: stream };
  if (!(await exists(call, name))) {
    await engineJson(call, 'CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: definition.keySchema,
      AttributeDefinitions: definition.attributes,
      DeletionProtectionEnabled: definition.deletionProtection,
      ...(definition.indexes.length > 0 ? { GlobalSecondaryIndexes: definition.indexes } : {}),
      ...(stream ? { StreamSpecification: streamSpecification } : {}),
    });
  } else {
    const table = await describeTable(call, name);
    if (!isDeepStrictEqual(table.KeySchema, definition.keySchema)) {
      throw new Error(`Table ${name} has another key in its template; that would replace it and lose its items.`);
    }
    await addIndexes(call, definition);
    if (stream && table.StreamSpecification?.StreamViewType !== stream) {
      await engineJson(call, 'UpdateTable', { TableName: name, StreamSpecification: streamSpecification });
    }
  }
  if (definition.ttlAttribute !== undefined) {
    const specification = { AttributeName: definition.ttlAttribute, Enabled: true };
    await ensureTtl(call, name, specification);
  }
}

const ttl = z.object({ TimeToLiveDescription: z.object({ TimeToLiveStatus: z.string() }) });

async function ensureTtl(call: CallEngine, name: string, specification: unknown): Promise<void> {
  const now = ttl.parse(await engineJson(call, 'DescribeTimeToLive', { TableName: name }));
  if (now.TimeToLiveDescription.TimeToLiveStatus === 'ENABLED') return;
  await engineJson(call, 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: specification });
}
