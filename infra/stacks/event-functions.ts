import { type Stack, Tags } from 'aws-cdk-lib';
import { scratchTables } from '../../shared/contracts/scratch-tables.ts';
import { Fn, type Takes } from '../constructs/fn.ts';
import { given, siteOrigin } from '../constructs/site-values.ts';
import type { FailureQueue } from '../constructs/work-queue.ts';
import { eventFunctions } from '../event-functions.ts';
import { intakeReader } from './data-buckets.ts';
import type { EventsStackProps } from './events.ts';

/** Seconds after which every change made before a moment is in an export of that moment. */
const settleSeconds = { practice: 2, trial: 600, production: 600 } as const;

/** The two scratch tables of a rebuild, by name: no other table can be made or removed with this. */
const grantScratch = (scope: Stack, fn: Takes<'SCRATCH_PREFIX'>): void => {
  const prefix = `${scope.stackName}-scratch-`;
  const verbs = ['CreateTable', 'DescribeTable', 'DeleteTable', 'BatchWriteItem', 'BatchGetItem', 'Scan'];
  fn.allow(
    'ScratchTables',
    verbs.map((verb) => `dynamodb:${verb}`),
    Object.values(scratchTables(prefix)).map((resourceName) =>
      scope.formatArn({ service: 'dynamodb', resource: 'table', resourceName }),
    ),
  );
  fn.setEnv('SCRATCH_PREFIX', prefix);
};

/** The functions behind streams, queues, events and schedules, with what each may touch. */
export const eventFns = (scope: Stack, props: EventsStackProps, callFailures: FailureQueue) => {
  const { data, deployment } = props;
  const called = { bundleOf: props.bundleOf, deadLetters: callFailures.queue };
  const fns = {
    dispatcher: new Fn(scope, eventFunctions.dispatcher, props),
    indexEdits: new Fn(scope, eventFunctions.indexEdits, props),
    reindex: new Fn(scope, eventFunctions.reindex, props),
    intakeCheck: new Fn(scope, eventFunctions.intakeCheck, called),
    importer: new Fn(scope, eventFunctions.importer, props),
    batch: new Fn(scope, eventFunctions.batch, props),
    purge: new Fn(scope, eventFunctions.purge, called),
    backup: new Fn(scope, eventFunctions.backup, props),
    proof: new Fn(scope, eventFunctions.proof, props),
    rebuild: new Fn(scope, eventFunctions.rebuild, called),
    restore: new Fn(scope, eventFunctions.restore, props),
    takeHome: new Fn(scope, eventFunctions.takeHome, props),
    nightly: new Fn(scope, eventFunctions.nightly, called),
    weekly: new Fn(scope, eventFunctions.weekly, called),
    watch: new Fn(scope, eventFunctions.watch, called),
    searchNightly: new Fn(scope, eventFunctions.searchNightly, called),
    sweep: new Fn(scope, eventFunctions.sweep, called),
  };

  data.records.grantRead(fns.indexEdits);
  data.transient.grantRead(fns.indexEdits);
  data.transient.grantChange(fns.indexEdits);

  for (const fn of [
    fns.reindex,
    fns.intakeCheck,
    fns.importer,
    fns.batch,
    fns.purge,
    fns.backup,
    fns.proof,
    fns.rebuild,
    fns.restore,
    fns.takeHome,
    fns.nightly,
    fns.searchNightly,
    fns.sweep,
  ]) {
    data.records.grantRead(fn);
    data.records.grantChange(fn);
    data.ledger.grantRead(fn);
    data.ledger.grantAppend(fn);
  }
  // Barcodes are found by keyed hashes, and what is sealed is opened: both take the library's key, which KMS unwraps.
  for (const fn of [fns.importer, fns.batch, fns.restore]) {
    data.personKeys.grantRead(fn);
    data.personKeys.grantUnwrap(fn, 'open');
  }

  // The only role that may delete a record with its past, and with it the key of a person.
  data.records.grantPurge(fns.purge);
  data.personKeys.grantRead(fns.purge);
  data.personKeys.grantRelease(fns.purge, ['PERSON']);
  data.personKeys.grantUnwrap(fns.purge, 'open');

  for (const fn of [fns.weekly, fns.watch]) {
    data.records.grantRead(fn);
    fn.setEnv('LIBRARY_MODE', deployment.mode);
    fn.setEnv('OFFSITE_ACCOUNT', deployment.offsiteAccount ?? 'none');
  }
  data.transient.grantRead(fns.weekly);
  data.transient.grantChange(fns.weekly);
  fns.weekly.setEnv('CONSOLE_ORIGIN', siteOrigin(scope, deployment, 'console'));
  fns.weekly.setEnv('MAIL_FROM', deployment.mail?.from ?? 'none');
  if (deployment.mail !== undefined) {
    const { from, identity } = deployment.mail;
    fns.weekly.allow(
      'WeeklyMail',
      ['ses:SendEmail'],
      [`arn:aws:ses:${scope.region}:${scope.account}:identity/${identity}`],
      { StringEquals: { 'ses:FromAddress': from } },
    );
  }

  data.records.grantScan(fns.reindex);
  data.transient.grantRead(fns.reindex);
  data.transient.grantChange(fns.reindex);
  data.work.grant(fns.reindex, 'WORK_BUCKET', 'Bases', ['GetObject', 'PutObject'], 'search/');
  data.work.grantList(fns.reindex, 'WORK_BUCKET', 'BaseList', ['ListBucket']);

  for (const fn of [fns.intakeCheck, fns.importer]) {
    data.intake.grant(fn, 'INTAKE_BUCKET', 'Quarantine', ['GetObject', 'GetObjectVersion']);
    Tags.of(fn.role).add(intakeReader.key, intakeReader.value);
  }
  fns.intakeCheck.setEnv(
    'SCANNER',
    deployment.scanner === 'parameter'
      ? given(scope, 'Scanner', 'clamd where it is installed, else none')
      : deployment.scanner,
  );

  data.records.grantExport(fns.backup, 'RECORDS_TABLE_ARN');
  data.ledger.grantExport(fns.backup, 'LEDGER_TABLE_ARN');
  data.personKeys.grantExport(fns.backup, 'KEYS_TABLE_ARN');
  const landing = ['PutObject', 'PutObjectAcl', 'AbortMultipartUpload', 'GetObject', 'GetObjectVersion'];
  data.work.grant(fns.backup, 'WORK_BUCKET', 'Landing', landing, 'exports/');
  data.work.grantList(fns.backup, 'WORK_BUCKET', 'LandingList', ['ListBucket'], 'exports/');
  const keep = ['PutObject', 'PutObjectRetention', 'AbortMultipartUpload', 'GetObject', 'GetObjectVersion'];
  data.backups.grant(fns.backup, 'BACKUPS_BUCKET', 'Keep', keep);
  data.backups.grantList(fns.backup, 'BACKUPS_BUCKET', 'KeptList', ['ListBucket', 'ListBucketVersions']);
  data.backups.grant(fns.backup, 'BACKUPS_BUCKET', 'SeeLocks', ['GetObjectRetention']);
  data.vault.grantList(fns.backup, 'VAULT_BUCKET', 'VaultVersions', ['ListBucketVersions']);
  data.vault.grant(fns.backup, 'VAULT_BUCKET', 'VaultCopies', ['GetObject', 'GetObjectVersion']);
  fns.backup.allow('OpenVault', ['kms:Decrypt'], [data.keys.vault.keyArn], {
    StringEquals: { 'kms:ViaService': `s3.${scope.region}.amazonaws.com` },
  });
  fns.backup.setEnv('PROTECTION', deployment.mode);
  fns.backup.setEnv('EXPORT_SETTLE_SECONDS', String(settleSeconds[deployment.mode]));

  data.backups.grant(fns.takeHome, 'BACKUPS_BUCKET', 'PackBackup', ['GetObject', 'GetObjectVersion']);
  data.work.grant(fns.takeHome, 'WORK_BUCKET', 'TakeHome', ['PutObject', 'AbortMultipartUpload'], 'take-home/');
  data.personKeys.grantRead(fns.takeHome);
  data.personKeys.grantUnwrap(fns.takeHome, 'open');
  data.backups.grant(fns.proof, 'BACKUPS_BUCKET', 'ReadBack', ['GetObject', 'GetObjectVersion']);
  data.backups.grant(fns.rebuild, 'BACKUPS_BUCKET', 'Rebuild', ['GetObject', 'GetObjectVersion']);
  data.records.grantScan(fns.rebuild);
  data.ledger.grantScan(fns.rebuild);
  for (const fn of [fns.proof, fns.rebuild]) data.personKeys.grantUnwrap(fn, 'open');
  grantScratch(scope, fns.rebuild);
  data.backups.grant(fns.restore, 'BACKUPS_BUCKET', 'ReadPast', ['GetObject', 'GetObjectVersion']);
  // Going back ends the access of whoever was not here yet, and gives it back when that is undone.
  const pool = ['AdminDisableUser', 'AdminEnableUser', 'AdminUserGlobalSignOut'];
  fns.restore.allow(
    'StaffPool',
    pool.map((verb) => `cognito-idp:${verb}`),
    [props.identity.staff.pool.userPoolArn],
  );
  fns.restore.setEnv('STAFF_POOL_ID', props.identity.staff.pool.userPoolId);
  return fns;
};
export type EventFns = ReturnType<typeof eventFns>;
