import type { StoreClient } from '../aws/store-client.ts';

/** The quarantine: where uploads lie before and after they are checked. */
export interface IntakeStore {
  readonly s3: StoreClient;
  readonly bucket: string;
}

/** How much of a file is looked at to say what it is and what it would bring. */
export const SAMPLE_BYTES = 512 * 1024;
