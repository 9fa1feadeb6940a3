import * as z from 'zod';
import type { AwsCall } from '../aws-json/calls.ts';
import type { Graph } from '../runner/graph.ts';
import type { Facts } from './implied.ts';

/** What a service does under a role of ours without our code asking for it. */
export interface ServiceNeed {
  readonly roleArn: string;
  readonly call: Omit<AwsCall, 'principal'>;
}

const mapping = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
});
const fn = z.looseObject({
  Role: z.string(),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});
const schedule = z.looseObject({
  Target: z.looseObject({
    Arn: z.string(),
    RoleArn: z.string(),
    DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  }),
});

const need = (roleArn: string, service: string, action: string, resource: string, context = {}): ServiceNeed => ({
  roleArn,
  call: { service, action, resource, context },
});

/** Source: "Execution role permissions" of SQS and DynamoDB event sources, Lambda developer guide. */
function mappingNeeds(graph: Graph, facts: Facts): readonly ServiceNeed[] {
  return graph.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const { EventSourceArn: source, FunctionName, DestinationConfig } = mapping.parse(resource.properties());
    const target = graph.byIdentity('AWS::Lambda::Function', FunctionName);
    if (!target) return [];
    const { Role } = fn.parse(target.properties());
    const failure = DestinationConfig?.OnFailure.Destination;
    const onFailure = failure === undefined ? [] : [need(Role, 'sqs', 'SendMessage', failure)];
    if (source.startsWith('arn:aws:sqs:')) {
      const verbs = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
      return [...verbs.map((verb) => need(Role, 'sqs', verb, source)), ...onFailure];
    }
    const table = source.replace(/\/stream\/.*$/, '');
    const key = facts.tableKey(table);
    const context = { 'kms:ViaService': `dynamodb.${facts.region}.amazonaws.com` };
    return [
      ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((verb) => need(Role, 'dynamodb', verb, source)),
      need(Role, 'dynamodb', 'ListStreams', `${table}/stream/*`),
      ...(key === undefined ? [] : [need(Role, 'kms', 'Decrypt', key, context)]),
      ...onFailure,
    ];
  });
}

function functionNeeds(graph: Graph): readonly ServiceNeed[] {
  return graph.ofType('AWS::Lambda::Function').flatMap((resource) => {
    const { Role, LoggingConfig, DeadLetterConfig } = fn.parse(resource.properties());
    const group = LoggingConfig?.LogGroup;
    const groupArn =
      group === undefined ? undefined : graph.byIdentity('AWS::Logs::LogGroup', group)?.identity.attributes['Arn']?.();
    const logs =
      groupArn === undefined
        ? []
        : ['CreateLogStream', 'PutLogEvents'].map((verb) => need(Role, 'logs', verb, groupArn));
    return DeadLetterConfig ? [...logs, need(Role, 'sqs', 'SendMessage', DeadLetterConfig.TargetArn)] : logs;
  });
}

function scheduleNeeds(graph: Graph): readonly ServiceNeed[] {
  return graph.ofType('AWS::Scheduler::Schedule').flatMap((resource) => {
    const { Arn, RoleArn, DeadLetterConfig } = schedule.parse(resource.properties()).Target;
    const [service, action] = Arn.startsWith('arn:aws:lambda:') ? ['lambda', 'InvokeFunction'] : ['sqs', 'SendMessage'];
    const own = need(RoleArn, service, action, Arn);
    return DeadLetterConfig ? [own, need(RoleArn, 'sqs', 'SendMessage', DeadLetterConfig.Arn)] : [own];
  });
}

/** What Lambda and Scheduler need of our roles, read from the templates. */
export function serviceNeeds(graph: Graph, facts: Facts): readonly ServiceNeed[] {
  return [...mappingNeeds(graph, facts), ...functionNeeds(graph), ...scheduleNeeds(graph)];
}
