import { headerValue } from '../sigv4/canonical.ts';
import type { Core } from './core.ts';
import { S3Error } from './errors.ts';
import * as buckets from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getObject } from './operations/get-object.ts';
import { listObjectsV2 } from './operations/list-objects.ts';
import { listMultipartUploads, listParts } from './operations/list-uploads.ts';
import { listObjectVersions } from './operations/list-versions.ts';
import { putObject } from './operations/put-object.ts';
import * as retention from './operations/retention.ts';
import * as tagging from './operations/tagging.ts';
import { uploadPart, uploadPartCopy } from './operations/upload-part.ts';
import { abortMultipartUpload, createMultipartUpload } from './operations/uploads.ts';
import type { OperationName } from './routes.ts';
import type { Answer, Call } from './types.ts';

const OPERATIONS: Readonly<Record<OperationName, (core: Core, call: Call) => Promise<Answer>>> = {
  ListBuckets: buckets.listBuckets,
  CreateBucket: buckets.createBucket,
  DeleteBucket: buckets.deleteBucket,
  HeadBucket: buckets.headBucket,
  GetBucketLocation: buckets.getBucketLocation,
  GetBucketVersioning: buckets.getBucketVersioning,
  PutBucketVersioning: buckets.putBucketVersioning,
  GetObjectLockConfiguration: buckets.getObjectLockConfiguration,
  PutObjectLockConfiguration: buckets.putObjectLockConfiguration,
  GetBucketEncryption: buckets.getBucketEncryption,
  GetPublicAccessBlock: buckets.getPublicAccessBlock,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  DeleteObjects: deleteObjects,
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectTagging: tagging.getObjectTagging,
  PutObjectTagging: tagging.putObjectTagging,
  DeleteObjectTagging: tagging.deleteObjectTagging,
  GetObjectRetention: retention.getObjectRetention,
  PutObjectRetention: retention.putObjectRetention,
  GetObjectLegalHold: retention.getObjectLegalHold,
  PutObjectLegalHold: retention.putObjectLegalHold,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  ListParts: listParts,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
};

export async function dispatch(core: Core, call: Call): Promise<Answer> {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const owner = headerValue(call.headers, name);
    if (owner !== undefined && owner !== core.accountId) {
      throw new S3Error(
        'AccessDenied',
        `The bucket belongs to account ${core.accountId}, not to the expected ${owner}.`,
      );
    }
  }
  return OPERATIONS[call.operation](core, call);
}
