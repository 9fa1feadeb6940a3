import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import type { AttributeMap } from './attribute-value.ts';
import { indexKeyNames } from './keys.ts';

/** A record as it was read: its value, and the very item, which becomes history when it changes. */
export interface Stored<T> {
  readonly value: T;
  readonly item: AttributeMap;
}

const keyNames = new Set<string>(['PK', 'SK', ...indexKeyNames]);

/** The attributes of an item without its keys. */
export const plainOf = (item: AttributeMap): Record<string, unknown> => {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(unmarshall(item))) if (!keyNames.has(name)) plain[name] = value;
  return plain;
};

/** Reads an item with its schema. The database is input like any other: what does not fit is an error, not a guess. */
export const readStored = <S extends z.ZodType>(schema: S, item: AttributeMap): Stored<z.infer<S>> => {
  const parsed = schema.safeParse(plainOf(item));
  if (parsed.success) return { value: parsed.data, item };
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Error(`record ${item['PK']?.S ?? '?'} cannot be read: ${where}`);
};
