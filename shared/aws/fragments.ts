import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeMap } from './attribute-value.ts';
import type { Key } from './keys.ts';
import type { Fragment } from './transaction.ts';

export type Plain = Readonly<Record<string, unknown>>;

export const toItem = (plain: Plain): AttributeMap =>
  marshall(plain, { removeUndefinedValues: true, convertEmptyValues: false });

interface Expression {
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Plain;
}

const rendered = (expression: Expression) => ({
  ...(Object.keys(expression.names).length > 0 ? { ExpressionAttributeNames: { ...expression.names } } : {}),
  ...(Object.keys(expression.values).length > 0 ? { ExpressionAttributeValues: toItem(expression.values) } : {}),
});

/** Writes an item that must not be there yet. */
export const putNew = (label: string, table: string, item: AttributeMap, refused: Fragment['refused']): Fragment => ({
  label,
  refused,
  item: {
    Put: {
      TableName: table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'PK' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
});

/** Replaces an item that must be at the version the writer saw. */
export const putOver = (
  label: string,
  table: string,
  item: AttributeMap,
  version: number,
  refused: Fragment['refused'],
): Fragment => ({
  label,
  refused,
  item: {
    Put: {
      TableName: table,
      Item: item,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: String(version) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
});

/** Changes part of an item under a condition. */
export const update = (
  label: string,
  table: string,
  key: Key,
  change: Expression & { readonly update: string },
  refused: Fragment['refused'],
): Fragment => ({
  label,
  refused,
  item: {
    Update: {
      TableName: table,
      Key: toItem({ ...key }),
      UpdateExpression: change.update,
      ConditionExpression: change.condition,
      ...rendered(change),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
});

/** Removes an item under a condition. */
export const remove = (
  label: string,
  table: string,
  key: Key,
  expression: Expression,
  refused: Fragment['refused'],
): Fragment => ({
  label,
  refused,
  item: {
    Delete: {
      TableName: table,
      Key: toItem({ ...key }),
      ConditionExpression: expression.condition,
      ...rendered(expression),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
});

/** Holds the commit to a condition on an item it does not change. */
export const check = (
  label: string,
  table: string,
  key: Key,
  expression: Expression,
  refused: Fragment['refused'],
): Fragment => ({
  label,
  refused,
  item: {
    ConditionCheck: {
      TableName: table,
      Key: toItem({ ...key }),
      ConditionExpression: expression.condition,
      ...rendered(expression),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
});

export const numberOf = (value: AttributeValue | undefined): number | undefined =>
  value?.N === undefined ? undefined : Number(value.N);
export const textOf = (value: AttributeValue | undefined): string | undefined => value?.S;
