import * as z from 'zod';
import { type CallEngine, engineJson } from './engine-call.ts';

const page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/** Deletes the items of one table whose time is over; the condition spares one that was renewed meanwhile. */
export async function sweepExpired(
  call: CallEngine,
  table: { readonly name: string; readonly attribute: string; readonly keyNames: readonly string[] },
  nowSeconds: number,
): Promise<number> {
  const names = { '#expires': table.attribute };
  const values = { ':now': { N: String(nowSeconds) }, ':number': { S: 'N' } };
  const expired = '#expires < :now AND attribute_type(#expires, :number)';
  let deleted = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const found = page.parse(
      await engineJson(call, 'Scan', {
        TableName: table.name,
        FilterExpression: expired,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    for (const item of found.Items) {
      const Key = Object.fromEntries(table.keyNames.map((name) => [name, item[name]]));
      try {
        await engineJson(call, 'DeleteItem', {
          TableName: table.name,
          Key,
          ConditionExpression: expired,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        });
        deleted++;
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
      }
    }
    from = found.LastEvaluatedKey;
  } while (from);
  return deleted;
}
