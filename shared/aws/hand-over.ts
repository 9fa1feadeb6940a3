import { numberOf, textOf } from './fragments.ts';
import type { Fragment } from './transaction.ts';

const placeOf = ({ item }: Fragment): string => {
  const key = item.Delete?.Key ?? item.Put?.Item ?? item.Update?.Key ?? item.ConditionCheck?.Key;
  const table = (item.Delete ?? item.Put ?? item.Update ?? item.ConditionCheck)?.TableName ?? '';
  return `${table}\n${textOf(key?.['PK']) ?? ''}\n${textOf(key?.['SK']) ?? ''}`;
};

/** Given up by one and taken by another in the same moment: written over, under the condition of the one who gives it up. */
const handedOver = (one: Fragment, other: Fragment): Fragment | undefined => {
  const [given, taken] = one.item.Delete === undefined ? [other, one] : [one, other];
  const { Delete } = given.item;
  const { Put } = taken.item;
  if (Delete === undefined || Put === undefined) return undefined;
  return {
    label: taken.label,
    refused: given.refused,
    item: {
      Put: {
        TableName: Put.TableName,
        Item: Put.Item,
        ConditionExpression: Delete.ConditionExpression,
        ExpressionAttributeNames: Delete.ExpressionAttributeNames,
        ExpressionAttributeValues: Delete.ExpressionAttributeValues,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  };
};

/** Two who count at one place, alike but for their number. */
const countedOnce = (one: Fragment, other: Fragment): Fragment | undefined => {
  const [Update, also] = [one.item.Update, other.item.Update];
  if (Update === undefined || also === undefined) return undefined;
  if (Update.UpdateExpression !== also.UpdateExpression || Update.ConditionExpression !== also.ConditionExpression)
    return undefined;
  const [by, more] = [
    numberOf(Update.ExpressionAttributeValues?.[':by']),
    numberOf(also.ExpressionAttributeValues?.[':by']),
  ];
  if (by === undefined || more === undefined) return undefined;
  const values = { ...Update.ExpressionAttributeValues, ':by': { N: String(by + more) } };
  return { ...one, item: { Update: { ...Update, ExpressionAttributeValues: values } } };
};

/**
 * Makes the parts of several changes one transaction, in which no item may stand twice: what one gives up and another
 * takes becomes one write, and counts at one place become their sum. Throws where two parts cannot be made one.
 */
export const joined = (fragments: readonly Fragment[]): Fragment[] => {
  const byPlace = new Map<string, Fragment>();
  for (const fragment of fragments) {
    const place = placeOf(fragment);
    const there = byPlace.get(place);
    const made = there === undefined ? fragment : (handedOver(there, fragment) ?? countedOnce(there, fragment));
    if (made === undefined) throw new Error(`${fragment.label} cannot be in one transaction with ${there?.label}`);
    byPlace.set(place, made);
  }
  return [...byPlace.values()];
};
