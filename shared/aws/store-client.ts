import type { S3Client } from '@aws-sdk/client-s3';

/** The object store's client, named once so that capabilities need no SDK to speak of it. */
export type StoreClient = S3Client;
