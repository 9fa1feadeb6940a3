const STATUS = {
  AccessControlListNotSupported: 400,
  AccessDenied: 403,
  AccessForbidden: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  ConditionalRequestConflict: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InsufficientStorage: 503,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidBucketState: 409,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidTag: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  'KMS.DisabledException': 400,
  'KMS.NotFoundException': 400,
  KeyTooLongError: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  MissingSecurityHeader: 400,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchObjectLockConfiguration: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  NotModified: 304,
  ObjectLockConfigurationNotFoundError: 404,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  ServerSideEncryptionConfigurationNotFoundError: 404,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof STATUS;

export interface S3ErrorExtras {
  /** Further response headers, such as `x-amz-delete-marker` on a 404. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further elements of the XML document, such as `HeadersNotSigned`. */
  readonly elements?: Readonly<Record<string, string>>;
}

/** The one error the local S3 answers with on purpose; everything else becomes InternalError. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly extras: S3ErrorExtras;

  constructor(code: S3ErrorCode, message: string, extras: S3ErrorExtras = {}) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    this.extras = extras;
  }
}

export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', `The local S3 does not implement ${what}.`);
}

export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', 'The specified bucket does not exist', { elements: { BucketName: bucket } });
}

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const SQLITE_FULL = 13;

function systemCode(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}

/** Any thrown value as the error to answer with. A full disk is told apart: the library can act on it. */
export function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof Error) {
    const full = DISK_FULL.has(String(systemCode(error))) || ('errcode' in error && error.errcode === SQLITE_FULL);
    if (full) {
      return new S3Error(
        'InsufficientStorage',
        'The disk of this computer is full. Nothing was stored and nothing lost.',
      );
    }
  }
  return new S3Error('InternalError', 'We encountered an internal error. Please try again.');
}
