/** One row per operation the local S3 has: what it takes besides the headers and parameters all of them take. */
export interface Route {
  readonly operation: string;
  readonly level: 'service' | 'bucket' | 'object';
  readonly method: string;
  /** The query parameter that selects the operation. */
  readonly marker?: string;
  readonly copy?: true;
  readonly query?: readonly string[];
  /** Further `x-amz-*` headers; anything not listed is refused by name. */
  readonly headers?: readonly string[];
}

const ENCRYPTION = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
];
const OBJECT = [
  ...ENCRYPTION,
  'x-amz-acl',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-meta-',
];
const READ_SOURCE = ['x-amz-copy-source', 'x-amz-source-expected-bucket-owner'];
const COPY_CONDITIONS = [
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-unmodified-since',
];
const OVERRIDES = [
  'response-content-type',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-cache-control',
  'response-expires',
];
const READ = ['versionId', 'partNumber', ...OVERRIDES];
const PART = ['uploadId', 'partNumber'];
const BYPASS = 'x-amz-bypass-governance-retention';

export const ROUTES = [
  { operation: 'ListBuckets', level: 'service', method: 'GET' },
  { operation: 'CreateBucket', level: 'bucket', method: 'PUT', headers: ['x-amz-bucket-object-lock-enabled'] },
  { operation: 'DeleteBucket', level: 'bucket', method: 'DELETE' },
  { operation: 'HeadBucket', level: 'bucket', method: 'HEAD' },
  { operation: 'GetBucketLocation', level: 'bucket', method: 'GET', marker: 'location' },
  { operation: 'GetBucketVersioning', level: 'bucket', method: 'GET', marker: 'versioning' },
  { operation: 'PutBucketVersioning', level: 'bucket', method: 'PUT', marker: 'versioning' },
  { operation: 'GetObjectLockConfiguration', level: 'bucket', method: 'GET', marker: 'object-lock' },
  { operation: 'PutObjectLockConfiguration', level: 'bucket', method: 'PUT', marker: 'object-lock' },
  { operation: 'GetBucketEncryption', level: 'bucket', method: 'GET', marker: 'encryption' },
  { operation: 'GetPublicAccessBlock', level: 'bucket', method: 'GET', marker: 'publicAccessBlock' },
  {
    operation: 'ListObjectsV2',
    level: 'bucket',
    method: 'GET',
    marker: 'list-type',
    query: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner'],
  },
  {
    operation: 'ListObjectVersions',
    level: 'bucket',
    method: 'GET',
    marker: 'versions',
    query: ['prefix', 'delimiter', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type'],
  },
  {
    operation: 'ListMultipartUploads',
    level: 'bucket',
    method: 'GET',
    marker: 'uploads',
    query: ['prefix', 'max-uploads', 'key-marker', 'upload-id-marker', 'encoding-type'],
  },
  { operation: 'DeleteObjects', level: 'bucket', method: 'POST', marker: 'delete', headers: [BYPASS] },
  { operation: 'GetObject', level: 'object', method: 'GET', query: READ, headers: ['x-amz-checksum-mode'] },
  { operation: 'HeadObject', level: 'object', method: 'HEAD', query: READ, headers: ['x-amz-checksum-mode'] },
  { operation: 'PutObject', level: 'object', method: 'PUT', headers: OBJECT },
  {
    operation: 'CopyObject',
    level: 'object',
    method: 'PUT',
    copy: true,
    headers: [
      ...OBJECT,
      ...READ_SOURCE,
      ...COPY_CONDITIONS,
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
      'x-amz-checksum-algorithm',
    ],
  },
  { operation: 'DeleteObject', level: 'object', method: 'DELETE', query: ['versionId'], headers: [BYPASS] },
  { operation: 'GetObjectTagging', level: 'object', method: 'GET', marker: 'tagging', query: ['versionId'] },
  { operation: 'PutObjectTagging', level: 'object', method: 'PUT', marker: 'tagging', query: ['versionId'] },
  { operation: 'DeleteObjectTagging', level: 'object', method: 'DELETE', marker: 'tagging', query: ['versionId'] },
  { operation: 'GetObjectRetention', level: 'object', method: 'GET', marker: 'retention', query: ['versionId'] },
  {
    operation: 'PutObjectRetention',
    level: 'object',
    method: 'PUT',
    marker: 'retention',
    query: ['versionId'],
    headers: [BYPASS],
  },
  { operation: 'GetObjectLegalHold', level: 'object', method: 'GET', marker: 'legal-hold', query: ['versionId'] },
  { operation: 'PutObjectLegalHold', level: 'object', method: 'PUT', marker: 'legal-hold', query: ['versionId'] },
  {
    operation: 'CreateMultipartUpload',
    level: 'object',
    method: 'POST',
    marker: 'uploads',
    headers: [...OBJECT, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  },
  { operation: 'UploadPart', level: 'object', method: 'PUT', marker: 'uploadId', query: PART },
  {
    operation: 'UploadPartCopy',
    level: 'object',
    method: 'PUT',
    marker: 'uploadId',
    copy: true,
    query: PART,
    headers: [...READ_SOURCE, ...COPY_CONDITIONS, 'x-amz-copy-source-range'],
  },
  {
    operation: 'ListParts',
    level: 'object',
    method: 'GET',
    marker: 'uploadId',
    query: ['max-parts', 'part-number-marker'],
  },
  {
    operation: 'CompleteMultipartUpload',
    level: 'object',
    method: 'POST',
    marker: 'uploadId',
    headers: ['x-amz-checksum-type', 'x-amz-mp-object-size'],
  },
  { operation: 'AbortMultipartUpload', level: 'object', method: 'DELETE', marker: 'uploadId' },
] as const satisfies readonly Route[];

export type OperationName = (typeof ROUTES)[number]['operation'];
