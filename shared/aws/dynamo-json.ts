import type { AttributeMap, AttributeValue } from './attribute-value.ts';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

const wrong = (what: string): never => {
  throw new Error(`not DynamoDB JSON: ${what}`);
};
const text = (value: unknown): string => (isText(value) ? value : wrong('text expected'));
const bytes = (value: unknown): Uint8Array => Buffer.from(text(value), 'base64');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : wrong('list expected'));
const flag = (value: unknown): boolean => (typeof value === 'boolean' ? value : wrong('true or false expected'));

const attribute = (value: unknown): AttributeValue => {
  if (!isObject(value)) return wrong('attribute expected');
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined || more.length > 0) return wrong('an attribute has one type');
  const [type, inner] = entry;
  switch (type) {
    case 'S':
      return { S: text(inner) };
    case 'N':
      return { N: text(inner) };
    case 'B':
      return { B: bytes(inner) };
    case 'BOOL':
      return { BOOL: flag(inner) };
    case 'NULL':
      return { NULL: flag(inner) };
    case 'M':
      return { M: itemFromJson(inner) };
    case 'L':
      return { L: list(inner).map(attribute) };
    case 'SS':
      return { SS: list(inner).map(text) };
    case 'NS':
      return { NS: list(inner).map(text) };
    case 'BS':
      return { BS: list(inner).map(bytes) };
    default:
      return wrong(`type ${type}`);
  }
};

/** An item from its DynamoDB JSON, where binary is base64 text. Throws on anything that is not exactly that. */
export const itemFromJson = (json: unknown): AttributeMap => {
  if (!isObject(json)) return wrong('item expected');
  const item: AttributeMap = {};
  for (const [name, value] of Object.entries(json)) item[name] = attribute(value);
  return item;
};
