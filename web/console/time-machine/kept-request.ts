import * as z from 'zod';

/**
 * What was asked for while a second person is waited for, so that the page goes on with exactly that after it was
 * loaded again. Ids and choices alone, and gone with the tab.
 */
const Kept = z.strictObject({
  planHash: z.string(),
  conflicts: z.enum(['keep', 'replace']),
  leaveOut: z.array(z.string()).optional(),
  reason: z.string().optional(),
});
export type RestoreRequest = z.infer<typeof Kept>;

const keyOf = (jobId: string): string => `strongroom.restore.${jobId}`;

export const keepRequest = (store: Pick<Storage, 'setItem'>, jobId: string, request: RestoreRequest): void =>
  store.setItem(keyOf(jobId), JSON.stringify(request));

export const forgetRequest = (store: Pick<Storage, 'removeItem'>, jobId: string): void =>
  store.removeItem(keyOf(jobId));

/** The request of this plan that still waits; undefined where there is none, or what is kept is not ours. */
export const keptRequest = (store: Pick<Storage, 'getItem'>, jobId: string): RestoreRequest | undefined => {
  const text = store.getItem(keyOf(jobId));
  if (text === null) return undefined;
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
