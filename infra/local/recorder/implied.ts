import type { AwsCall } from '../aws-json/calls.ts';

/** What the templates say about resources that calls touch. */
export interface Facts {
  readonly region: string;
  /** ARN of the customer's key a table is under, by the table's ARN. */
  readonly tableKey: (tableArn: string) => string | undefined;
}

type Need = Omit<AwsCall, 'principal'>;
type Rule = (call: AwsCall, facts: Facts) => readonly Need[];

interface Implied {
  readonly source: string;
  readonly rule: Rule;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

function tableOf(resource: string): string {
  return resource.replace(/\/(index|stream|export)\/.*$/, '');
}

function keyOfTable(call: AwsCall, { region, tableKey }: Facts, actions: readonly string[]): readonly Need[] {
  const key = tableKey(tableOf(call.resource));
  const context = { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
  return key === undefined ? [] : actions.map((action) => ({ service: 'kms', action, resource: key, context }));
}

/** The name under which an export's call carries the place it writes to: `bucket/prefix`. No policy can ask for it. */
export const EXPORT_PLACE = 'local:ExportPlace';

/** Permissions a call needs beyond the one it is named after. */
export const IMPLIED: readonly Implied[] = [
  {
    source: '"How DynamoDB uses AWS KMS": reads of a table under a customer managed key need kms:Decrypt via DynamoDB',
    rule: (call, facts) =>
      call.service === 'dynamodb' && READS.has(call.action) ? keyOfTable(call, facts, ['Decrypt']) : [],
  },
  {
    source: '"How DynamoDB uses AWS KMS": writes of a table under a customer managed key also make data keys',
    rule: (call, facts) =>
      call.service === 'dynamodb' && WRITES.has(call.action)
        ? keyOfTable(call, facts, ['Decrypt', 'GenerateDataKey'])
        : [],
  },
  {
    source: '"Requesting a table export in DynamoDB", permissions: the caller writes the objects and may abort uploads',
    rule: (call) => {
      const place = call.context[EXPORT_PLACE];
      if (call.action !== 'ExportTableToPointInTime' || place === undefined) return [];
      const resource = `arn:aws:s3:::${place.replace(/\/*$/, '')}/AWSDynamoDB/export`;
      const actions = ['PutObject', 'PutObjectAcl', 'AbortMultipartUpload'];
      return actions.map((action) => ({ service: 's3', action, resource, context: {} }));
    },
  },
  {
    source: '"Requesting a table export in DynamoDB": exporting a table under a customer managed key opens it',
    rule: (call, facts) =>
      call.action === 'ExportTableToPointInTime' ? keyOfTable(call, facts, ['Decrypt', 'DescribeKey']) : [],
  },
];

/** The call and everything it implies, each charged to the same principal. */
export function expand(call: AwsCall, facts: Facts): readonly AwsCall[] {
  const { principal } = call;
  return [call, ...IMPLIED.flatMap(({ rule }) => rule(call, facts).map((need) => ({ ...need, principal })))];
}
