import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { Keys } from '../constructs/keys.ts';
import { SealedTable } from '../constructs/sealed-table.ts';
import { backupsBucket, intakeBucket, logsBucket, vaultBucket, workBucket } from './data-buckets.ts';

const { ALL, KEYS_ONLY } = dynamodb.ProjectionType;

/** What must never be lost: four tables that live and die differently, the buckets, the keys. */
export class DataStack extends Stack {
  readonly keys: Keys;
  readonly records: SealedTable<'RECORDS_TABLE'>;
  readonly ledger: SealedTable<'LEDGER_TABLE'>;
  readonly personKeys: SealedTable<'KEYS_TABLE'>;
  readonly transient: SealedTable<'TRANSIENT_TABLE'>;
  readonly logs: ReturnType<typeof logsBucket>;
  readonly backups: ReturnType<typeof backupsBucket>;
  readonly vault: ReturnType<typeof vaultBucket>;
  readonly intake: ReturnType<typeof intakeBucket>;
  readonly work: ReturnType<typeof workBucket>;

  constructor(scope: Construct, id: string, props: StackProps & { readonly deployment: Deployment }) {
    super(scope, id, props);
    const { deployment } = props;
    this.keys = new Keys(this, 'Keys', deployment.signingKey);
    const table = { key: this.keys.data, guarded: deployment.mode !== 'practice' };

    this.records = new SealedTable(this, 'Records', {
      ...table,
      env: 'RECORDS_TABLE',
      pitr: true,
      stream: true,
      indexes: [ALL, ALL, ALL],
      // Claims and locks are given back. A record, its gate and its past are deleted by the purge alone.
      releases: ['BARCODE', 'LOOKUP', 'RUNNING'],
    });
    this.ledger = new SealedTable(this, 'Ledger', {
      ...table,
      env: 'LEDGER_TABLE',
      pitr: true,
      stream: true,
      indexes: [KEYS_ONLY, ALL, ALL],
    });
    this.personKeys = new SealedTable(this, 'PersonKeys', {
      ...table,
      env: 'KEYS_TABLE',
      pitr: true,
      stream: false,
      indexes: [],
    });
    this.transient = new SealedTable(this, 'Transient', {
      ...table,
      env: 'TRANSIENT_TABLE',
      pitr: false,
      stream: false,
      ttl: 'expires',
      indexes: [],
    });

    this.logs = logsBucket(this, Duration.days(90));
    const logsTo = this.logs.bucket;
    this.backups = backupsBucket(this, deployment, logsTo);
    this.vault = vaultBucket(this, this.keys.vault, logsTo);
    this.intake = intakeBucket(this, deployment, logsTo);
    this.work = workBucket(this, logsTo);
    this.tellOperator();
  }

  /** Names for whoever works on the deployment from outside: backups, drills, restores. */
  private tellOperator(): void {
    const names = {
      RecordsTable: this.records.table.tableName,
      LedgerTable: this.ledger.table.tableName,
      KeysTable: this.personKeys.table.tableName,
      TransientTable: this.transient.table.tableName,
      WorkBucket: this.work.bucket.bucketName,
      BackupsBucket: this.backups.bucket.bucketName,
      DataKey: this.keys.data.keyArn,
    };
    for (const [name, value] of Object.entries(names)) new CfnOutput(this, name, { value });
  }
}
