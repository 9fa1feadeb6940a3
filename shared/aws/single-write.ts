import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeMap } from './attribute-value.ts';
import { toItem } from './fragments.ts';
import type { Key } from './keys.ts';
import type { Fragment } from './transaction.ts';

/**
 * Writes one fragment by itself, at half the price of a transaction: for what stands alone and can be lost.
 * Throws what the fragment says when its condition does not hold.
 */
export const commitOne = async (client: DynamoDBClient, { item, refused }: Fragment): Promise<void> => {
  try {
    if (item.Put !== undefined) await client.send(new PutItemCommand(item.Put));
    else if (item.Delete !== undefined) await client.send(new DeleteItemCommand(item.Delete));
    else if (item.Update?.UpdateExpression !== undefined) await client.send(new UpdateItemCommand(item.Update));
    else throw new Error('a condition alone is not a write');
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw refused(error.Item);
    throw error;
  }
};

/** Removes an item and gives back what it was; undefined when there was none, so that two callers never both have it. */
export const takeItem = async (client: DynamoDBClient, table: string, key: Key): Promise<AttributeMap | undefined> =>
  (await client.send(new DeleteItemCommand({ TableName: table, Key: toItem({ ...key }), ReturnValues: 'ALL_OLD' })))
    .Attributes;
