import * as z from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { AttributeMap } from './attribute-value.ts';
import type { Keyring } from './keyring.ts';

const Position = z.record(z.string(), z.strictObject({ S: z.string() }));

/** Turns the key of the last row into opaque text, signed for one list, so that it fits no other. */
export const sealCursor = async (keyring: Keyring, list: string, position: AttributeMap): Promise<string> => {
  const body = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${body}.${await keyring.mac(`${list}\n${body}`)}`;
};

/** Reads a cursor back. Throws `invalid-input` for one that was changed or made for another list. */
export const openCursor = async (
  keyring: Keyring,
  list: string,
  cursor: string | undefined,
): Promise<AttributeMap | undefined> => {
  if (cursor === undefined) return undefined;
  const [body, mac, ...rest] = cursor.split('.');
  const wrong = new AppError('invalid-input', { field: 'cursor' });
  if (body === undefined || mac === undefined || rest.length > 0) throw wrong;
  if (!(await keyring.macMatches(`${list}\n${body}`, mac))) throw wrong;
  return Position.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
};
