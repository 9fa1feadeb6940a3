import * as z from 'zod';
import type { MessageParams } from '../../../shared/contracts/messages/sentence.ts';

const ProblemDocument = z.looseObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  requestId: z.string().optional(),
});

/** A refusal, typed: its code and params become a sentence through the message catalogue. */
export class ProblemError extends Error {
  readonly code: string;
  readonly params: MessageParams;
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(code: string, status: number, params: MessageParams = {}, requestId?: string) {
    super(code);
    this.name = 'ProblemError';
    this.code = code;
    this.status = status;
    this.params = params;
    this.requestId = requestId;
  }
}

/** Reads `application/problem+json`. An answer that is none becomes a code by its status, so that it still has a sentence. */
export const problemFrom = (status: number, body: unknown): ProblemError => {
  const parsed = ProblemDocument.safeParse(body);
  if (parsed.success) return new ProblemError(parsed.data.code, status, parsed.data.params, parsed.data.requestId);
  if (status === 401) return new ProblemError('not-signed-in', status);
  if (status === 404) return new ProblemError('route-unknown', status);
  if (status === 429) return new ProblemError('too-many-requests', status);
  return new ProblemError(status === 502 || status === 503 || status === 504 ? 'busy' : 'internal', status);
};

/** Whether trying the very same request again may help: nothing reached the library, or it asked for patience. */
export const worthRetrying = (error: unknown): boolean =>
  error instanceof ProblemError && (error.code === 'offline' || error.code === 'busy' || error.status === 429);
