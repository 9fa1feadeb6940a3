import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';

export interface AnyVersion {
  readonly key: string;
  readonly versionId: string;
  readonly at: Date;
}

/** Every version below a prefix: also those that something was written over, and those under a delete marker. */
export async function* everyVersion(s3: S3Client, bucket: string, prefix: string): AsyncGenerator<AnyVersion> {
  let from: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> | undefined;
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: from?.NextKeyMarker,
        VersionIdMarker: from?.NextVersionIdMarker,
      }),
    );
    for (const { Key, VersionId, LastModified } of page.Versions ?? [])
      if (Key !== undefined && VersionId !== undefined)
        yield { key: Key, versionId: VersionId, at: LastModified ?? new Date(0) };
    from = page.IsTruncated === true ? page : undefined;
  } while (from !== undefined);
}
