import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import type { BundleOf, Fn } from '../constructs/fn.ts';
import { Schedules } from '../constructs/schedules.ts';
import { FailureQueue, WorkQueue } from '../constructs/work-queue.ts';
import type { DataStack } from './data.ts';
import { type EventFns, eventFns } from './event-functions.ts';
import type { IdentityStack } from './identity.ts';
import { guardDutyPlan } from './malware-plan.ts';

export interface EventsStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly bundleOf: BundleOf;
  readonly data: DataStack;
  readonly identity: IdentityStack;
}

/** From the ledger's stream to everything that happens because something happened, and what happens by the clock. */
export class EventsStack extends Stack {
  readonly functions: EventFns;
  readonly failureQueues: readonly FailureQueue[];

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { data, deployment } = props;
    const callFailures = new FailureQueue(this, 'CallFailures');
    const fns = eventFns(this, props, callFailures);
    this.functions = fns;

    const bus = new events.EventBus(this, 'Bus');
    fns.dispatcher.allow('Tell', ['events:PutEvents'], [bus.eventBusArn]);
    fns.dispatcher.setEnv('BUS_NAME', bus.eventBusName);
    const dispatchFailures = new FailureQueue(this, 'DispatchFailures');
    this.dispatch(data, dispatchFailures);

    const editFailures = new FailureQueue(this, 'EditFailures');
    const jobFailures = new FailureQueue(this, 'JobFailures');
    const job = <E extends string>(name: string, worker: Fn<E>): WorkQueue<E> =>
      new WorkQueue(this, name, { worker, failures: jobFailures, batch: 1, atMost: 2 });
    const edits = new WorkQueue(this, 'SearchEdits', {
      worker: fns.indexEdits,
      failures: editFailures,
      batch: 100,
      gather: 1,
      atMost: 2,
    });
    const imports = job('ImportWork', fns.importer);
    const batches = job('BatchWork', fns.batch);
    const purges = job('PurgeWork', fns.purge);
    const backups = job('BackupWork', fns.backup);
    const proofs = job('ProofWork', fns.proof);
    const rebuilds = job('RebuildWork', fns.rebuild);
    const restores = job('RestoreWork', fns.restore);
    const takeHome = job('TakeHomeWork', fns.takeHome);
    const reindex = job('ReindexWork', fns.reindex);
    imports.grantSend(fns.importer, 'QUEUE_URL', 'Continue');
    batches.grantSend(fns.batch, 'QUEUE_URL', 'Continue');
    purges.grantSend(fns.purge, 'QUEUE_URL', 'Continue');
    backups.grantSend(fns.backup, 'QUEUE_URL', 'Continue');
    proofs.grantSend(fns.proof, 'QUEUE_URL', 'Continue');
    rebuilds.grantSend(fns.rebuild, 'QUEUE_URL', 'Continue');
    restores.grantSend(fns.restore, 'QUEUE_URL', 'Continue');
    takeHome.grantSend(fns.takeHome, 'QUEUE_URL', 'Continue');
    reindex.grantSend(fns.reindex, 'QUEUE_URL', 'Continue');
    imports.grantSend(fns.sweep, 'IMPORT_QUEUE_URL', 'ImportAgain');
    batches.grantSend(fns.sweep, 'BATCH_QUEUE_URL', 'BatchAgain');
    purges.grantSend(fns.sweep, 'PURGE_QUEUE_URL', 'PurgeAgain');
    backups.grantSend(fns.sweep, 'BACKUP_QUEUE_URL', 'BackupAgain');
    proofs.grantSend(fns.sweep, 'PROOF_QUEUE_URL', 'ProofAgain');
    rebuilds.grantSend(fns.sweep, 'REBUILD_QUEUE_URL', 'RebuildAgain');
    restores.grantSend(fns.sweep, 'RESTORE_QUEUE_URL', 'RestoreAgain');
    takeHome.grantSend(fns.sweep, 'TAKE_HOME_QUEUE_URL', 'TakeHomeAgain');
    reindex.grantSend(fns.sweep, 'REINDEX_QUEUE_URL', 'ReindexAgain');

    const rule = (name: string, description: string, pattern: events.EventPattern): events.Rule =>
      new events.Rule(this, name, { eventBus: bus, description, eventPattern: { source: ['strongroom'], ...pattern } });
    const jobs = (name: string, kinds: readonly string[]): events.Rule =>
      rule(`Jobs${name}`, `Work that was asked for: ${kinds.join(', ')}`, {
        detailType: ['job.requested'],
        detail: { params: { kind: [...kinds] } },
      });
    edits.fedBy(
      rule('Edits', 'What the search must know', {
        detailType: [...events.Match.prefix('title.'), ...events.Match.prefix('item.')],
      }),
    );
    imports.fedBy(jobs('Import', ['import']));
    batches.fedBy(jobs('Batch', ['begin-empty', 'bin-many']));
    purges.fedBy(jobs('Purge', ['purge']));
    backups.fedBy(jobs('Backup', ['backup', 'backup-upkeep']));
    proofs.fedBy(jobs('Proof', ['proof', 'self-test']));
    rebuilds.fedBy(jobs('Rebuild', ['rebuild']));
    restores.fedBy(jobs('Restore', ['restore-plan', 'restore', 'batch-undo']));
    takeHome.fedBy(jobs('TakeHome', ['take-home']));
    reindex.fedBy(jobs('Reindex', ['reindex']));

    this.checkUploads(data, callFailures);
    if (deployment.scanner === 'guardduty') guardDutyPlan(this, data.intake.bucket);

    const schedules = new Schedules(this, 'Schedules', callFailures);
    schedules.call('NightlyBase', 'cron(30 1 * * ? *)', 'Asks for tonight’s search base', fns.searchNightly);
    schedules.call('NightlyBackup', 'cron(15 2 * * ? *)', 'Asks for tonight’s backup', fns.nightly);
    // After the night's backup and its proof.
    schedules.call('NightlyPurge', 'cron(30 4 * * ? *)', 'Asks for tonight’s purge of the bin', fns.purge);
    schedules.call('WeeklyMail', 'cron(0 6 ? * MON *)', 'Tells the managers whether the library is safe', fns.weekly);
    schedules.call('Watch', 'rate(60 minutes)', 'Measures how old backups and proofs are', fns.watch);
    // On Sunday, when nobody waits for the tables.
    schedules.call('WeeklyDrills', 'cron(30 5 ? * 1 *)', 'Asks for this week’s rebuild and self-test', fns.rebuild);
    schedules.call('Sweep', 'rate(5 minutes)', 'Puts lost work back in line', fns.sweep);

    this.failureQueues = [dispatchFailures, callFailures, editFailures, jobFailures];
  }

  /** A poisoned event must not hold up those behind it: the batch is split, tried again, and at last set aside. */
  private dispatch(data: DataStack, failures: FailureQueue): void {
    const { dispatcher } = this.functions;
    data.ledger.grantStream(dispatcher);
    failures.grantSend(dispatcher, 'GiveUp');
    const source = new lambda.CfnEventSourceMapping(this, 'LedgerStream', {
      functionName: dispatcher.lambda.functionName,
      eventSourceArn: data.ledger.streamArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 20,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: failures.queue.queueArn } },
    });
    source.node.addDependency(dispatcher.role);
  }

  /** S3 tells the account's own bus; so does GuardDuty when it has looked. */
  private checkUploads(data: DataStack, failures: FailureQueue): void {
    const { intakeCheck } = this.functions;
    const target = new targets.LambdaFunction(intakeCheck.lambda, {
      deadLetterQueue: failures.queue,
      retryAttempts: 10,
      maxEventAge: Duration.hours(6),
    });
    const bucketName = data.intake.bucket.bucketName;
    new events.Rule(this, 'Uploaded', {
      description: 'Something was sent in',
      eventPattern: { source: ['aws.s3'], detailType: ['Object Created'], detail: { bucket: { name: [bucketName] } } },
      targets: [target],
    });
    new events.Rule(this, 'Scanned', {
      description: 'The malware scanner has looked at it',
      eventPattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Malware Protection Object Scan Result'],
        detail: { s3ObjectDetails: { bucketName: [bucketName] } },
      },
      targets: [target],
    });
  }
}
