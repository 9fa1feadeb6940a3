import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { AttributeMap } from '../../shared/aws/attribute-value.ts';
import { openWithKms } from '../../shared/aws/class-key-wrap.ts';
import { everyVersion } from '../../shared/aws/every-version.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { openClassKey } from '../../shared/aws/recovery-key.ts';
import { bucketVersions } from '../../shared/backups/reader.ts';
import { backupFolders, candidatesFrom, chooseBackup } from '../../shared/backups/rebuild/choose.ts';
import { folderSource } from '../../shared/backups/rebuild/folder-source.ts';
import { RestoreRefused, type RestoreSource } from '../../shared/backups/rebuild/source.ts';
import { takeHomeSource } from '../../shared/backups/rebuild/take-home-source.ts';
import { openTakeHome } from '../../shared/backups/take-home/read.ts';
import { type Deployment, localDeployment } from './deployment.ts';
import { Refused } from './refused.ts';
import type { RestoreOptions } from './restore-options.ts';

export interface OpenSource {
  readonly source: RestoreSource;
  readonly openKey: (item: AttributeMap) => Promise<Uint8Array | undefined>;
  readonly close: () => void | Promise<void>;
}

const bucketSource = async (s3: S3Client, bucket: string, wish: RestoreOptions['wish']): Promise<RestoreSource> => {
  const versions = [];
  try {
    for (const kind of backupFolders)
      for await (const version of everyVersion(s3, bucket, kind)) versions.push(version);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refused(
      `The bucket ${bucket} cannot be read (${why}). Is the name right, and are these credentials of its account?`,
    );
  }
  const open = bucketVersions(keptBucket(s3, bucket));
  return { kind: 'bucket', open, ...(await chooseBackup(open, candidatesFrom(versions), wish)) };
};

/** KMS first, where its key is to be had; else the recovery sheet. */
const keyOpener =
  (kms: KMSClient, identity: string | undefined) =>
  async (item: AttributeMap): Promise<Uint8Array | undefined> => {
    const wrapped = item['wrapped']?.B;
    const byKms = wrapped === undefined ? undefined : await openWithKms(kms, wrapped);
    const recovery = item['recovery']?.B;
    if (byKms !== undefined || identity === undefined) return byKms;
    if (recovery === undefined)
      throw new RestoreRefused(
        'This library never made a recovery sheet, so its key opens only where its own KMS key is: in its own AWS account.',
      );
    try {
      return await openClassKey(recovery, identity);
    } catch (error) {
      throw new RestoreRefused(
        'The recovery sheet does not open the key of this library. A newer sheet may have been printed: use the newest.',
        { cause: error },
      );
    }
  };

/** Opens what `--from` names, with whatever opens the key of the library in it. */
export const openSource = async (options: RestoreOptions, target: Deployment): Promise<OpenSource> => {
  const { from, identity, wish } = options;
  switch (from.kind) {
    case 'take-home': {
      if (identity === undefined)
        throw new Refused('A take-home copy opens with the recovery sheet: type it into a text file, --identity FILE.');
      const copy = await openTakeHome(from.files, identity);
      const openKey = () => copy.classKey();
      return { source: takeHomeSource(copy, wish), openKey, close: copy.close };
    }
    case 'folder': {
      const source = await folderSource(from.folder, wish);
      return { source, openKey: keyOpener(target.kms, identity), close: () => undefined };
    }
    case 'library': {
      const library = localDeployment(from.folder);
      try {
        const source = await bucketSource(library.s3, library.names.backupsBucket, wish);
        return { source, openKey: keyOpener(library.kms, identity), close: library.close };
      } catch (error) {
        library.close();
        throw error;
      }
    }
    case 'bucket': {
      const source = await bucketSource(target.s3, from.bucket, wish);
      return { source, openKey: keyOpener(target.kms, identity), close: () => undefined };
    }
  }
};
