import type { IncomingMessage } from 'node:http';
import type { HeaderMap } from '../sigv4/canonical.ts';
import type { SigV4Success } from '../sigv4/verify.ts';
import type { EncryptionState } from './object-meta.ts';
import type { OperationName } from './routes.ts';

export interface AccessRequest {
  readonly principal: string;
  /** The IAM action without its service, such as `GetObjectVersion`. */
  readonly action: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** IAM condition keys and their values in this request. */
  readonly context: Readonly<Record<string, string>>;
}

export interface AccessDecision {
  readonly effect: 'allow' | 'deny';
  /** Whether the principal may list the bucket: without it an absent key is a 403. */
  readonly hasList: boolean;
}

/** One IAM-relevant act, reported before it is decided; a presigned request counts for the role that signed. */
export interface RecordedCall {
  readonly service: 's3';
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly operation: OperationName;
  readonly presigned: boolean;
  readonly context: Readonly<Record<string, string>>;
  /** How the object is (or will be) encrypted: what the caller needs of KMS follows from it. */
  readonly encryption?: EncryptionState;
}

export interface KeyUse {
  readonly operation: 'GenerateDataKey' | 'Decrypt';
  readonly keyId: string;
  readonly principal: string;
}

/** A verified request for one operation. */
export interface Call {
  readonly operation: OperationName;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: HeaderMap;
  readonly body: IncomingMessage;
  readonly auth: SigV4Success;
  readonly requestId: string;
  readonly sourceIp: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncGenerator<Uint8Array>;
}
