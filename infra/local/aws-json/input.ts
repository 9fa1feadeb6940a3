import * as z from 'zod';
import { AwsError } from './errors.ts';

/** A blob member: base64 on the wire, bytes in the code. */
export const blob = z.base64().transform((text) => Buffer.from(text, 'base64'));

/**
 * Reads an action's input. Members that the local service does not know are refused, not ignored: a program must
 * never believe that an option it asked for was honoured.
 */
export function readInput<T>(schema: z.ZodType<T>, input: unknown, errorName = 'ValidationException'): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  const count = `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected`;
  throw new AwsError(errorName, `${count}: ${issues.join('; ')}`);
}
