import { createHash } from 'node:crypto';
import type { AttributeValue } from './attribute-value.ts';

const text = (value: string): string => JSON.stringify(value);

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The canonical text of one DynamoDB attribute. Numbers are rewritten the way the database
 * gives them back (1.0 and 1 are one number); sets are sorted, because they have no order.
 */
const canonicalAttribute = (value: AttributeValue): string => {
  if (value.S !== undefined) return `S${text(value.S)}`;
  if (value.N !== undefined) return `N${canonicalNumber(value.N)}`;
  if (value.B !== undefined) return `B${binary(value.B)}`;
  if (value.BOOL !== undefined) return value.BOOL ? 'T' : 'F';
  if (value.NULL !== undefined) return '0';
  if (value.M !== undefined) return canonicalItem(value.M);
  if (value.L !== undefined) return `[${value.L.map(canonicalAttribute).join(',')}]`;
  if (value.SS !== undefined) return `s[${value.SS.map(text).sort().join(',')}]`;
  if (value.NS !== undefined) return `n[${value.NS.map(canonicalNumber).sort().join(',')}]`;
  if (value.BS !== undefined) return `b[${value.BS.map(binary).sort().join(',')}]`;
  throw new Error('an attribute of unknown type has no canonical form');
};

/** One text for one number: sign, digits without zeros at either end, power of ten. */
const canonicalNumber = (digits: string): string => {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(digits);
  if (match === null || !/^[+-]?\.?\d/.test(digits)) throw new Error('not a number of DynamoDB');
  const fraction = match[3] ?? '';
  const significant = `${match[2] ?? ''}${fraction}`.replace(/^0+/, '');
  if (significant === '') return '0';
  const trimmed = significant.replace(/0+$/, '');
  const power = Number(match[4] ?? 0) - fraction.length + significant.length - trimmed.length;
  return `${match[1] === '-' ? '-' : ''}${trimmed}e${power}`;
};

/**
 * The canonical text of an item: attribute names in code-unit order, types marked, no white space.
 * Two items have one canonical text exactly when DynamoDB holds them to be equal.
 */
export const canonicalItem = (item: Readonly<Record<string, AttributeValue>>): string =>
  `{${Object.entries(item)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonicalAttribute(value)}`)
    .join(',')}}`;

/** Lower-case hex SHA-256 of an item's canonical text: the `hash` of its ledger event. */
export const itemHash = (item: Readonly<Record<string, AttributeValue>>): string =>
  createHash('sha256').update(canonicalItem(item)).digest('hex');
