import * as z from 'zod';
import type { DynamoNames } from './arns.ts';

/** One permission a DynamoDB request needs. */
export interface Needed {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that policies of ours ask for. */
  readonly context?: Readonly<Record<string, string>>;
}

const key = z.looseObject({ PK: z.looseObject({ S: z.string() }) });
const onTable = z.looseObject({ TableName: z.string(), IndexName: z.string().optional(), Key: key.optional() });
const onTables = z.looseObject({ RequestItems: z.record(z.string(), z.unknown()) });
const member = z.looseObject({ TableName: z.string(), Key: key.optional() }).optional();
const transactGet = z.looseObject({ TransactItems: z.array(z.looseObject({ Get: member })) });
const transactWrite = z.looseObject({
  TransactItems: z.array(z.looseObject({ Put: member, Update: member, Delete: member, ConditionCheck: member })),
});
const onArn = z.looseObject({ TableArn: z.string() });

const SINGLE_TABLE = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'UpdateTable',
  'DescribeTimeToLive',
  'UpdateTimeToLive',
  'DescribeContinuousBackups',
  'UpdateContinuousBackups',
]);

const TRANSACTION_VERBS = [
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheckItem'],
] as const;

function unique(needs: readonly Needed[]): readonly Needed[] {
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

/** What is deleted or changed in place, by the kind of its key: roles may do so with some kinds only. Source: "Using IAM policy conditions for fine-grained access control", key dynamodb:LeadingKeys. */
function aimed(action: string, given: z.infer<typeof key> | undefined): Pick<Needed, 'context'> {
  if ((action !== 'DeleteItem' && action !== 'UpdateItem') || given === undefined) return {};
  return { context: { 'dynamodb:LeadingKeys': given.PK.S.replace(/#.*$/s, '#') } };
}

/**
 * What IAM asks about one request. A transaction is authorised by the verbs of its items, a batch by the batch verb on
 * each table, a query by the index it names.
 * Source: "Actions, resources, and condition keys for Amazon DynamoDB", Service Authorization Reference.
 * @returns undefined for a body without the members its operation needs: the engine will refuse it in its own words.
 */
export function neededFor(operation: string, body: unknown, names: DynamoNames): readonly Needed[] | undefined {
  const table = (name: string) => names.table(names.nameOf(name));
  if (operation === 'ListTables' || operation === 'ListExports') {
    return [{ action: operation, resource: '*' }];
  }
  if (SINGLE_TABLE.has(operation)) {
    const parsed = onTable.safeParse(body);
    if (!parsed.success) return undefined;
    const { TableName, IndexName, Key } = parsed.data;
    const resource = IndexName === undefined ? table(TableName) : names.index(names.nameOf(TableName), IndexName);
    return [{ action: operation, resource, ...aimed(operation, Key) }];
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    const parsed = onTables.safeParse(body);
    if (!parsed.success) return undefined;
    return Object.keys(parsed.data.RequestItems).map((name) => ({ action: operation, resource: table(name) }));
  }
  if (operation === 'TransactGetItems') {
    const parsed = transactGet.safeParse(body);
    if (!parsed.success) return undefined;
    const tables = parsed.data.TransactItems.flatMap((item) => (item.Get ? [item.Get.TableName] : []));
    return unique(tables.map((name) => ({ action: 'GetItem', resource: table(name) })));
  }
  if (operation === 'TransactWriteItems') {
    const parsed = transactWrite.safeParse(body);
    if (!parsed.success) return undefined;
    const needs = parsed.data.TransactItems.flatMap((item) =>
      TRANSACTION_VERBS.flatMap(([verb, action]) => {
        const part = item[verb];
        return part ? [{ action, resource: table(part.TableName), ...aimed(action, part.Key) }] : [];
      }),
    );
    return unique(needs);
  }
  if (operation === 'ExportTableToPointInTime') {
    const parsed = onArn.safeParse(body);
    return parsed.success ? [{ action: operation, resource: table(parsed.data.TableArn) }] : undefined;
  }
  return undefined;
}
