import * as z from 'zod';
import type { Target } from '../events/deliverer.ts';
import type { RuleDefinition } from '../events/events.ts';
import type { ScheduleDefinition } from '../events/schedules.ts';
import type { QueueMapping } from '../sqs/mapping.ts';
import type { QueueDefinition } from '../sqs/queue-store.ts';
import type { StreamMapping } from '../streams/reader.ts';
import { type Graph, propertiesOf } from './graph.ts';
import { tags } from './read-data.ts';
import { readFunctionFailures } from './read-functions.ts';

const queueProperties = z.strictObject({
  DelaySeconds: z.number().default(0),
  MessageRetentionPeriod: z.number().default(345_600),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  // The file of the queues lies on the owner's own disk.
  SqsManagedSseEnabled: z.boolean().optional(),
  VisibilityTimeout: z.number().default(30),
  Tags: tags,
});

const lastOf = (arn: string) => arn.split(':').at(-1) ?? arn;

export function readQueues(graph: Graph): readonly QueueDefinition[] {
  return graph.ofType('AWS::SQS::Queue').map((resource) => {
    const queue = propertiesOf(resource, queueProperties);
    const redrive = queue.RedrivePolicy;
    return {
      name: resource.identity.attributes['QueueName']?.() ?? '',
      visibilitySeconds: queue.VisibilityTimeout,
      delaySeconds: queue.DelaySeconds,
      retentionSeconds: queue.MessageRetentionPeriod,
      ...(redrive
        ? { deadLetters: { queue: lastOf(redrive.deadLetterTargetArn), maxReceives: redrive.maxReceiveCount } }
        : {}),
    };
  });
}

const retryPolicy = z
  .strictObject({ MaximumRetryAttempts: z.number().optional(), MaximumEventAgeInSeconds: z.number().optional() })
  .optional();
const deadLetters = z.strictObject({ Arn: z.string() }).optional();
const busProperties = z.strictObject({ Name: z.string(), Tags: tags });
const ruleProperties = z.strictObject({
  Description: z.string().optional(),
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.literal('ENABLED').default('ENABLED'),
  Targets: z.array(
    z.strictObject({
      Arn: z.string(),
      Id: z.string(),
      Input: z.string().optional(),
      RoleArn: z.string().optional(),
      DeadLetterConfig: deadLetters,
      RetryPolicy: retryPolicy,
    }),
  ),
  Tags: tags,
});

const DAY = 86_400;

/** A function that gives up has a failure queue of its own; one that cannot be reached uses the rule's. */
function targetOf(
  graph: Graph,
  failures: ReadonlyMap<string, string>,
  arn: string,
  ruleFailures: string | undefined,
): Target {
  const fn = graph.byIdentity('AWS::Lambda::Function', arn);
  if (fn) {
    const name = fn.identity.ref;
    const failureArn = failures.get(name) ?? ruleFailures;
    return {
      to: { kind: 'function', name },
      failureQueue: failureArn && lastOf(failureArn),
      maxAgeSeconds: DAY / 4,
    };
  }
  if (!graph.byIdentity('AWS::SQS::Queue', arn)) throw new Error(`The local cloud cannot send events to ${arn}.`);
  return {
    to: { kind: 'queue', name: lastOf(arn) },
    failureQueue: ruleFailures && lastOf(ruleFailures),
    maxAgeSeconds: DAY,
  };
}

export function readBuses(graph: Graph): readonly string[] {
  return graph.ofType('AWS::Events::EventBus').map((resource) => {
    propertiesOf(resource, busProperties);
    return resource.identity.ref;
  });
}

export function readRules(graph: Graph): readonly RuleDefinition[] {
  const failures = readFunctionFailures(graph);
  return graph.ofType('AWS::Events::Rule').map((resource) => {
    const rule = propertiesOf(resource, ruleProperties);
    return {
      name: resource.identity.ref,
      bus: rule.EventBusName.split('/').at(-1) ?? rule.EventBusName,
      pattern: rule.EventPattern,
      targets: rule.Targets.map(({ Id, Arn, Input, DeadLetterConfig }) => ({
        id: Id,
        input: Input,
        ...targetOf(graph, failures, Arn, DeadLetterConfig?.Arn),
      })),
    };
  });
}

const scheduleProperties = z.strictObject({
  Description: z.string().optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Name: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.literal('ENABLED').default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().default('{}'),
    DeadLetterConfig: deadLetters,
    RetryPolicy: retryPolicy,
  }),
});

export function readSchedules(graph: Graph): readonly ScheduleDefinition[] {
  const failures = readFunctionFailures(graph);
  return graph.ofType('AWS::Scheduler::Schedule').map((resource) => {
    const schedule = propertiesOf(resource, scheduleProperties);
    const { Arn, Input, DeadLetterConfig } = schedule.Target;
    return {
      name: resource.logicalId,
      expression: schedule.ScheduleExpression,
      timezone: schedule.ScheduleExpressionTimezone,
      target: targetOf(graph, failures, Arn, DeadLetterConfig?.Arn),
      input: Input,
    };
  });
}

const mappingProperties = z.strictObject({
  BatchSize: z.number().optional(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
  Enabled: z.literal(true).default(true),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  MaximumRetryAttempts: z.number().default(-1),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }).optional(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  Tags: tags,
});

export interface Mappings {
  readonly queues: readonly QueueMapping[];
  readonly streams: readonly (Omit<StreamMapping, 'onGivenUp'> & { readonly failureQueue: string | undefined })[];
}

/** What takes queues and streams to functions. */
export function readMappings(graph: Graph, region: string): Mappings {
  const queues: QueueMapping[] = [];
  const streams: Mappings['streams'][number][] = [];
  for (const resource of graph.ofType('AWS::Lambda::EventSourceMapping')) {
    const mapping = propertiesOf(resource, mappingProperties);
    const arn = mapping.EventSourceArn;
    const fn = graph.byIdentity('AWS::Lambda::Function', mapping.FunctionName);
    if (!fn) throw new Error(`${resource.logicalId} calls ${mapping.FunctionName}, which is no function here.`);
    const common = {
      region,
      functionName: fn.identity.ref,
      reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
    };
    const table = graph.byIdentity('AWS::DynamoDB::Table', arn);
    if (table) {
      const destination = mapping.DestinationConfig?.OnFailure.Destination;
      streams.push({
        ...common,
        id: `${resource.stack}/${resource.logicalId}`,
        table: table.identity.ref,
        streamArn: arn,
        batchSize: mapping.BatchSize ?? 100,
        from: mapping.StartingPosition ?? 'TRIM_HORIZON',
        maxRetries: mapping.MaximumRetryAttempts,
        bisect: mapping.BisectBatchOnFunctionError,
        failureQueue: destination && lastOf(destination),
      });
    } else if (graph.byIdentity('AWS::SQS::Queue', arn)) {
      queues.push({
        ...common,
        queue: lastOf(arn),
        queueArn: arn,
        batchSize: mapping.BatchSize ?? 10,
        windowSeconds: mapping.MaximumBatchingWindowInSeconds,
        maxConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? 2,
      });
    } else throw new Error(`${resource.logicalId} reads ${arn}, which is neither a queue nor a stream here.`);
  }
  return { queues, streams };
}
