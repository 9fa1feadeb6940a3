import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of a JSON value with its keys in order: what an approval or a retry is bound to. */
export const valueHash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
};
