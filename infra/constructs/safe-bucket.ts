import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Takes } from './fn.ts';

/** The library's own interface and class differ in one optional property under our compiler settings. */
const isBucket = (value: unknown): value is s3.IBucket => value instanceof s3.Bucket;

export interface SafeBucketProps {
  readonly encryption: Pick<s3.BucketProps, 'encryption' | 'encryptionKey' | 'bucketKeyEnabled'>;
  readonly versioned: boolean;
  readonly objectLock?: boolean;
  readonly lifecycle: readonly s3.LifecycleRule[];
  readonly cors?: readonly s3.CorsRule[];
  /** Tells EventBridge of every object. Set at L1: the L2 switch adds a custom resource. */
  readonly events?: boolean;
  readonly logsTo?: { readonly bucket: s3.Bucket; readonly prefix: string };
}

/** A private bucket: TLS 1.2 or newer only, no key of the caller's own, kept when its stack goes. */
export class SafeBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: SafeBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...props.encryption,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: props.versioned,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [...props.lifecycle],
      ...(props.objectLock === true ? { objectLockEnabled: true } : {}),
      ...(props.cors === undefined ? {} : { cors: [...props.cors] }),
    });
    const { defaultChild } = this.bucket.node;
    if (!(defaultChild instanceof s3.CfnBucket)) throw new Error('A bucket without its resource');
    if (props.events === true) {
      defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    if (props.logsTo !== undefined) {
      // The L2 property would write this bucket's ARN into the policy of the logs bucket, and make stacks cyclic.
      defaultChild.loggingConfiguration = {
        destinationBucketName: props.logsTo.bucket.bucketName,
        logFilePrefix: props.logsTo.prefix,
      };
    }
    this.deny('RefuseCustomerProvidedKeys', ['s3:PutObject'], {
      Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' },
    });
  }

  /** A refusal that no permission, not even an administrator's, overrides. */
  deny(
    sid: string,
    actions: readonly string[],
    conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) {
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: [...actions],
        resources: [this.bucket.arnForObjects('*')],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }

  /** Verbs on the objects below a prefix, named one by one: `grantPut` would bring retention and legal hold. */
  grant<E extends string>(fn: Takes<E>, env: E, sid: string, verbs: readonly string[], prefix = ''): void {
    const place = { owner: this, arn: this.bucket.bucketArn, path: `/${prefix}*` };
    const actions = verbs.map((verb) => `s3:${verb}`);
    fn.allowBelow(
      sid,
      actions,
      [place],
      'Objects below one prefix of one bucket get their names when they are written.',
    );
    fn.setEnv(env, this.bucket.bucketName);
  }

  /** Listing, and so 404 rather than 403 for what is not there. */
  grantList<E extends string>(fn: Takes<E>, env: E, sid: string, verbs: readonly string[], prefix?: string): void {
    const conditions = prefix === undefined ? undefined : { StringLike: { 's3:prefix': `${prefix}*` } };
    fn.allow(
      sid,
      verbs.map((verb) => `s3:${verb}`),
      [this.bucket.bucketArn],
      conditions,
    );
    fn.setEnv(env, this.bucket.bucketName);
  }

  /** The bucket as the constructs of other services want it. */
  get asInterface(): s3.IBucket {
    const bucket: unknown = this.bucket;
    if (!isBucket(bucket)) throw new Error('A bucket that is none');
    return bucket;
  }

  /** Where browsers send uploads. */
  get host(): string {
    return `${this.bucket.bucketName}.s3.${Stack.of(this).region}.amazonaws.com`;
  }
}
