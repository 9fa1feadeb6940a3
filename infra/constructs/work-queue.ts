import { Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Fn, Takes } from './fn.ts';

const queueDefaults = {
  encryption: sqs.QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
} as const;

/** Where what could not be done ends up, for a person to look at; an alarm watches all of them. */
export class FailureQueue extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', queueDefaults);
    const reason = 'This is where failures end; an alarm watches it, and a queue behind it would only hide them.';
    acknowledge(this.queue, { 'Serverless-SQSRedrivePolicy': reason, 'AwsSolutions-SQS3': reason });
  }

  grantSend(fn: Takes<never>, sid: string): void {
    fn.allow(sid, ['sqs:SendMessage'], [this.queue.queueArn]);
  }
}

export interface WorkQueueProps<E extends string> {
  readonly worker: Fn<E>;
  /** Where a message goes that failed to the end; queues may share one, since an alarm adds up ten at most. */
  readonly failures: FailureQueue;
  readonly batch: number;
  /** Seconds to wait for a fuller batch. */
  readonly gather?: number;
  /** One at a time would need reserved concurrency; two is the least a queue may ask for. */
  readonly atMost: number;
}

/** A queue with its worker. A message comes back when the worker's own time has passed. */
export class WorkQueue<E extends string> extends Construct {
  readonly queue: sqs.Queue;
  private readonly failures: FailureQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps<E>) {
    super(scope, id);
    const { worker, batch, gather, atMost } = props;
    this.failures = props.failures;
    this.queue = new sqs.Queue(this, 'Work', {
      ...queueDefaults,
      visibilityTimeout: Duration.seconds(worker.spec.seconds * 6),
      deadLetterQueue: { queue: this.failures.queue, maxReceiveCount: 5 },
    });
    const verbs = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
    worker.allow(
      'Receive',
      verbs.map((verb) => `sqs:${verb}`),
      [this.queue.queueArn],
    );
    const mapping = new lambda.CfnEventSourceMapping(this, 'Source', {
      functionName: worker.lambda.functionName,
      eventSourceArn: this.queue.queueArn,
      batchSize: batch,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: atMost },
      ...(gather === undefined ? {} : { maximumBatchingWindowInSeconds: gather }),
    });
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination': 'A queue keeps its failures itself, in its failure queue.',
    });
    // Lambda refuses the mapping until the role may read the queue.
    mapping.node.addDependency(worker.role);
  }

  /** Lets a function put messages here and tells it the address. */
  grantSend<N extends string>(fn: Takes<N>, name: N, sid: string): void {
    fn.allow(sid, ['sqs:SendMessage'], [this.queue.queueArn]);
    fn.setEnv(name, this.queue.queueUrl);
  }

  /** Sends matching events here, whole. */
  fedBy(rule: events.Rule): void {
    rule.addTarget(new targets.SqsQueue(this.queue, { deadLetterQueue: this.failures.queue, retryAttempts: 185 }));
  }
}
