import * as z from 'zod';

const STORE_KEY = 'strongroom.upload';
const Sent = z.strictObject({ part: z.int(), etag: z.string(), sha256: z.string() });
const Kept = z.strictObject({
  uploadId: z.string(),
  name: z.string(),
  size: z.int(),
  modified: z.number(),
  partBytes: z.int(),
  sent: z.array(Sent),
});
export type KeptUpload = z.infer<typeof Kept>;
export type SentPart = z.infer<typeof Sent>;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The upload that was begun with this very file on this device, if it was not finished: only what is missing is sent. */
export const keptUpload = (
  store: Store,
  file: { name: string; size: number; lastModified: number },
): KeptUpload | undefined => {
  const text = store.getItem(STORE_KEY);
  if (text === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = Kept.safeParse(value);
  if (!parsed.success) return undefined;
  const { name, size, modified } = parsed.data;
  return name === file.name && size === file.size && modified === file.lastModified ? parsed.data : undefined;
};

/** File names and counts only: nothing of the file itself stays on the device. */
export const keepUpload = (store: Store, upload: KeptUpload): void => store.setItem(STORE_KEY, JSON.stringify(upload));
export const forgetUpload = (store: Store): void => store.removeItem(STORE_KEY);
