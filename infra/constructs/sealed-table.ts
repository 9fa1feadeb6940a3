import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Takes } from './fn.ts';

const { STRING } = dynamodb.AttributeType;
const readVerbs = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'] as const;
const readKey = ['kms:Decrypt', 'kms:DescribeKey'] as const;
const writeKey = [
  ...readKey,
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
] as const;

export interface SealedTableProps<E extends string> {
  readonly env: E;
  readonly key: kms.Key;
  readonly pitr: boolean;
  readonly stream: boolean;
  readonly ttl?: string;
  /** Projection of GSI1, GSI2, GSI3, in this order; none for tables read by key alone. */
  readonly indexes: readonly dynamodb.ProjectionType[];
  readonly guarded: boolean;
  /** The kinds of item that whoever writes may delete, by the beginning of their key; absent: all of them. */
  readonly releases?: readonly string[];
}

/**
 * A table under our own key. A grant gives the verbs, the key as DynamoDB alone may use it, and the
 * environment name together, because `table.grant` forgets the key and a forgotten name fails at run time.
 */
export class SealedTable<E extends string> extends Construct {
  readonly table: dynamodb.Table;
  private readonly key: kms.Key;
  private readonly env: E;
  private readonly indexes: readonly string[];
  private readonly releases: readonly string[] | undefined;

  constructor(scope: Construct, id: string, props: SealedTableProps<E>) {
    super(scope, id);
    this.env = props.env;
    this.key = props.key;
    this.releases = props.releases;
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'PK', type: STRING },
      sortKey: { name: 'SK', type: STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pitr },
      deletionProtection: props.guarded,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(props.stream ? { stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES } : {}),
      ...(props.ttl === undefined ? {} : { timeToLiveAttribute: props.ttl }),
    });
    this.indexes = props.indexes.map((projectionType, at) => {
      const indexName = `GSI${at + 1}`;
      const partitionKey = { name: `${indexName}PK`, type: STRING };
      const sortKey = { name: `${indexName}SK`, type: STRING };
      this.table.addGlobalSecondaryIndex({ indexName, partitionKey, sortKey, projectionType });
      return indexName;
    });
    if (!props.pitr) {
      acknowledge(this.table, {
        'AwsSolutions-DDB3': 'All of it can be lost or built anew: sessions, counters, the search log.',
      });
    }
  }

  /** Items by key and lists through the indexes. */
  grantRead(fn: Takes<E>): void {
    this.give(fn, 'Read', readVerbs, readKey);
  }

  /** Writes, each of which carries its condition; transactions are authorised by these verbs too. */
  grantChange(fn: Takes<E>): void {
    const { releases } = this;
    const verbs = ['PutItem', 'UpdateItem', ...(releases === undefined ? ['DeleteItem'] : []), 'ConditionCheckItem'];
    this.give(
      fn,
      'Change',
      verbs.map((verb) => `dynamodb:${verb}`),
      writeKey,
    );
    if (releases !== undefined) this.grantRelease(fn, releases);
  }

  /** Deleting items of these kinds and no other, told by the beginning of their key. */
  grantRelease(fn: Takes<E>, kinds: readonly string[]): void {
    fn.allow(`${this.sid()}Release`, ['dynamodb:DeleteItem'], [this.table.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds.map((kind) => `${kind}#*`) },
      // Without a key to look at, "all of none" would be allowed.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    this.allowKey(fn, 'Release', writeKey);
    fn.setEnv(this.env, this.table.tableName);
  }

  /** Deleting anything, records and their past: for the purge alone. */
  grantPurge(fn: Takes<E>): void {
    this.give(fn, 'Purge', ['dynamodb:DeleteItem'], writeKey);
  }

  /** New items only: no verb here changes or removes one that is there. */
  grantAppend(fn: Takes<E>): void {
    this.give(fn, 'Append', ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], writeKey);
  }

  /** Sealing the library's own key anew, in place: nothing is made or removed, and no key of a person is touched. */
  grantReseal(fn: Takes<E>): void {
    fn.allow(`${this.sid()}Reseal`, ['dynamodb:UpdateItem'], [this.table.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLASS#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    this.allowKey(fn, 'Reseal', writeKey);
    fn.setEnv(this.env, this.table.tableName);
  }

  /** Reading everything: for backups, proofs and a rebuild of the search index, nothing else. */
  grantScan(fn: Takes<E>): void {
    this.give(fn, 'Scan', ['dynamodb:Scan'], readKey);
  }

  /** A consistent copy of the whole table into a bucket, as it was at one moment. */
  grantExport<A extends string>(fn: Takes<E | A>, arnName: A): void {
    const arn = this.table.tableArn;
    fn.allow(`${this.sid()}Export`, ['dynamodb:ExportTableToPointInTime', 'dynamodb:DescribeContinuousBackups'], [arn]);
    const place = { owner: this, arn, path: '/export/*' };
    fn.allowBelow(
      `${this.sid()}ExportState`,
      ['dynamodb:DescribeExport'],
      [place],
      'An export gets its name when it starts.',
    );
    this.allowKey(fn, 'Export', readKey);
    fn.setEnv(this.env, this.table.tableName);
    fn.setEnv(arnName, arn);
  }

  /** Class keys wrapped by this table's key: opening them, and for those who register people, making them. */
  grantUnwrap(fn: Takes<never>, verbs: 'open' | 'open and make'): void {
    const actions = verbs === 'open' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'];
    fn.allow(`${this.sid()}Unwrap`, actions, [this.key.keyArn]);
  }

  get streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (arn === undefined) throw new Error(`${this.node.path} has no stream`);
    return arn;
  }

  /** Every change, in order, as the table's stream tells it. */
  grantStream(fn: Takes<never>): void {
    const verbs = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((verb) => `dynamodb:${verb}`);
    fn.allow('Stream', verbs, [this.streamArn]);
    const place = { owner: this, arn: this.table.tableArn, path: '/stream/*' };
    fn.allowBelow(
      'StreamList',
      ['dynamodb:ListStreams'],
      [place],
      'Lambda lists the streams of this one table to find its own.',
    );
    this.allowKey(fn, 'Stream', ['kms:Decrypt']);
  }

  private give(fn: Takes<E>, what: string, verbs: readonly string[], keyVerbs: readonly string[]): void {
    const { tableArn } = this.table;
    const indexes = verbs.includes('dynamodb:Query') ? this.indexes : [];
    fn.allow(`${this.sid()}${what}`, verbs, [tableArn, ...indexes.map((name) => `${tableArn}/index/${name}`)]);
    this.allowKey(fn, what, keyVerbs);
    fn.setEnv(this.env, this.table.tableName);
  }

  private allowKey(fn: Takes<never>, what: string, verbs: readonly string[]): void {
    fn.allow(`${this.sid()}${what}Key`, verbs, [this.key.keyArn], {
      StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` },
    });
  }

  /** RECORDS_TABLE → Records: statement ids take letters and digits only. */
  private sid(): string {
    const word = this.env.split('_')[0] ?? '';
    return word.slice(0, 1) + word.slice(1).toLowerCase();
  }
}
