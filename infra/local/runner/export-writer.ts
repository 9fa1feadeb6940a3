import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { PutExportObject } from '../dynamodb/export-run.ts';
import type { AccessKey } from './credentials.ts';

/**
 * Writes the objects of exports through S3 itself, signed by whoever asked for the export: so the roles and bucket
 * policies of the templates decide about them as they do on AWS.
 */
export function exportWriter(
  endpoint: string,
  region: string,
  keyOf: (principal: string) => AccessKey,
): { readonly put: PutExportObject; readonly close: () => void } {
  const clients = new Map<string, S3Client>();
  function clientOf(principal: string): S3Client {
    const known = clients.get(principal);
    if (known) return known;
    const made = new S3Client({ endpoint, region, forcePathStyle: true, credentials: keyOf(principal) });
    clients.set(principal, made);
    return made;
  }
  const put: PutExportObject = async ({ principal, bucket, key, body, sse }) => {
    const input: PutObjectCommandInput = {
      Bucket: bucket,
      Key: key,
      Body: body,
      ServerSideEncryption: sse.algorithm === 'KMS' ? 'aws:kms' : 'AES256',
      ...(sse.keyId === undefined ? {} : { SSEKMSKeyId: sse.keyId }),
    };
    const { ETag = '' } = await clientOf(principal).send(new PutObjectCommand(input));
    return ETag.replaceAll('"', '');
  };
  return {
    put,
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
