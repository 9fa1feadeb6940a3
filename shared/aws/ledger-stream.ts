import type { DynamoDBRecord } from 'aws-lambda';
import { LedgerEvent } from '../contracts/record.ts';
import type { AttributeMap } from './attribute-value.ts';
import { canonicalItem } from './canonical.ts';
import { readStored } from './stored.ts';

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** Images of the stream carry binary as base64 text; events hold none, so the two shapes agree. */
const itemOf = (image: Image): AttributeMap => {
  const item: AttributeMap = {};
  for (const [name, value] of Object.entries(image)) {
    if (value.S !== undefined) item[name] = { S: value.S };
    else if (value.N !== undefined) item[name] = { N: value.N };
    else if (value.BOOL !== undefined) item[name] = { BOOL: value.BOOL };
    else if (value.M !== undefined) item[name] = { M: itemOf(value.M) };
    else throw new Error(`a ledger event holds an attribute of a kind it never should: ${name}`);
  }
  return item;
};

/** The ledger event of an INSERT. */
export const streamEvent = (record: DynamoDBRecord): LedgerEvent => {
  const image = record.dynamodb?.NewImage;
  if (image === undefined) throw new Error('the stream does not carry new images');
  return readStored(LedgerEvent, itemOf(image)).value;
};

/** Only the sequencer's own marks may change on an event. */
const marks = new Set(['GSI1PK', 'GSI1SK', 'leaf']);
const withoutMarks = (image: Image): string =>
  canonicalItem(Object.fromEntries(Object.entries(itemOf(image)).filter(([name]) => !marks.has(name))));

/** Whether a MODIFY or REMOVE touched what an event says. */
export const wasAltered = (record: DynamoDBRecord): boolean => {
  const { OldImage: before, NewImage: after } = record.dynamodb ?? {};
  if (before === undefined || after === undefined) return true;
  return withoutMarks(before) !== withoutMarks(after);
};
