import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Makes an address for one download as an attachment; it has to begin within `seconds`. */
export type LinkTo = (key: string, fileName: string, seconds: number) => Promise<string>;

/** `fileName` must be plain ASCII without quotes: it stands in a header. */
export const linkTo =
  (s3: S3Client, bucket: string): LinkTo =>
  (key, fileName, seconds) => {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
      ResponseContentType: 'application/octet-stream',
      ResponseCacheControl: 'no-store',
    });
    return getSignedUrl(s3, command, { expiresIn: seconds });
  };
