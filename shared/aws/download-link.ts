import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';

/** Makes an address for one download as an attachment; it has to begin within `seconds`. */
export type LinkTo = (key: string, fileName: string, seconds: number) => Promise<string>;

/** Where objects of a bucket are fetched: `endpoint` is the store on one machine, which has no host for each bucket. */
const placeOf = (bucket: string, key: string, region: string, endpoint: string | undefined): URL => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return endpoint === undefined
    ? new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`)
    : new URL(`/${bucket}/${path}`, endpoint);
};

/** RFC 3986, as S3 counts the query when it checks the signature. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Signs downloads with the credentials of a client that is there anyway: the client of S3 would make the function that
 * people wait for a third larger, and nothing of it is called. `fileName` must be plain ASCII without quotes.
 */
export const linkTo =
  (signer: Pick<DynamoDBClient, 'config'>, bucket: string, endpoint = process.env['AWS_ENDPOINT_URL_S3']): LinkTo =>
  async (key, fileName, seconds) => {
    const { credentials, region, sha256 } = signer.config;
    const presigner = new S3RequestPresigner({ credentials, region, sha256 });
    const place = placeOf(bucket, key, await region(), endpoint);
    const signed = await presigner.presign(
      {
        method: 'GET',
        protocol: place.protocol,
        hostname: place.hostname,
        ...(place.port === '' ? {} : { port: Number(place.port) }),
        path: place.pathname,
        query: {
          'response-cache-control': 'no-store',
          'response-content-disposition': `attachment; filename="${fileName}"`,
          'response-content-type': 'application/octet-stream',
        },
        headers: {},
      },
      { expiresIn: seconds },
    );
    const query = Object.entries(signed.query ?? {}).map(
      ([name, value]) => `${encoded(name)}=${encoded(String(value))}`,
    );
    return `${place.origin}${place.pathname}?${query.join('&')}`;
  };
