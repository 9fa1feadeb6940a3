import * as z from 'zod';
import type { Route } from '../http-api/routes.ts';
import type { FunctionDefinition } from '../lambda/definition.ts';
import type { Assembly } from './assembly.ts';
import type { Credentials } from './credentials.ts';
import { type Graph, propertiesOf } from './graph.ts';
import { tags } from './read-data.ts';

const functionProperties = z.strictObject({
  // Bundles hold no machine code: what runs on arm64 there runs here.
  Architectures: z.array(z.string()).optional(),
  Code: z.looseObject({ S3Key: z.string() }),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
  Description: z.string().optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  // Disk here is not counted.
  EphemeralStorage: z.strictObject({ Size: z.number() }).optional(),
  Handler: z.string(),
  LoggingConfig: z.unknown().optional(),
  MemorySize: z.number().default(128),
  Role: z.string(),
  Runtime: z.literal('nodejs24.x'),
  Timeout: z.number().default(3),
  Tags: tags,
});

/** Functions with everything resolved; each signs its calls with a key of its own. */
export function readFunctions(
  graph: Graph,
  assembly: Assembly,
  keyOf: Credentials['keyOf'],
): readonly FunctionDefinition[] {
  return graph.ofType('AWS::Lambda::Function').map((resource) => {
    const properties = propertiesOf(resource, functionProperties);
    const { identity, logicalId } = resource;
    return {
      name: identity.ref,
      arn: identity.attributes['Arn']?.() ?? identity.ref,
      codeDir: assembly.assetPath(properties.Code.S3Key.replace(/\.zip$/, '')),
      handler: properties.Handler,
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      environment: properties.Environment?.Variables ?? {},
      credentials: keyOf(logicalId),
    };
  });
}

/** Where an event goes that a function failed on to the end, by function name. */
export function readFunctionFailures(graph: Graph): ReadonlyMap<string, string> {
  const found = graph.ofType('AWS::Lambda::Function').flatMap((resource) => {
    const target = propertiesOf(resource, functionProperties).DeadLetterConfig?.TargetArn;
    return target === undefined ? [] : [[resource.identity.ref, target] as const];
  });
  return new Map(found);
}

const apiProperties = z.strictObject({
  Description: z.string().optional(),
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  Tags: tags,
});
const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});
const routeProperties = z.strictObject({
  ApiId: z.string(),
  AuthorizationType: z.literal('NONE'),
  RouteKey: z.string(),
  Target: z.string().regex(/^integrations\//),
});
const stageProperties = z.strictObject({
  ApiId: z.string(),
  AutoDeploy: z.literal(true),
  StageName: z.literal('$default'),
  AccessLogSettings: z.unknown().optional(),
  // The ten places of Lambda are the tighter limit on one machine.
  DefaultRouteSettings: z.unknown().optional(),
  Tags: tags,
});

export interface ApiDefinition {
  readonly apiId: string;
  readonly routes: readonly Route[];
}

/** The HTTP APIs, each with its routes led to function names. */
export function readApis(graph: Graph): readonly ApiDefinition[] {
  const functionOf = new Map<string, string>();
  for (const resource of graph.ofType('AWS::ApiGatewayV2::Integration')) {
    const { IntegrationUri } = propertiesOf(resource, integrationProperties);
    const target = graph.byIdentity('AWS::Lambda::Function', IntegrationUri);
    if (!target) throw new Error(`${resource.logicalId} leads to ${IntegrationUri}, which is no function here.`);
    functionOf.set(`integrations/${resource.identity.ref}`, target.identity.ref);
  }
  for (const stage of graph.ofType('AWS::ApiGatewayV2::Stage')) propertiesOf(stage, stageProperties);
  const routes = graph.ofType('AWS::ApiGatewayV2::Route').map((resource) => {
    const { ApiId, RouteKey, Target } = propertiesOf(resource, routeProperties);
    const functionName = functionOf.get(Target);
    if (functionName === undefined) throw new Error(`${RouteKey} leads to ${Target}, which is no integration here.`);
    return { apiId: ApiId, route: { routeKey: RouteKey, functionName } };
  });
  return graph.ofType('AWS::ApiGatewayV2::Api').map((resource) => {
    propertiesOf(resource, apiProperties);
    const apiId = resource.identity.ref;
    return { apiId, routes: routes.filter((each) => each.apiId === apiId).map(({ route }) => route) };
  });
}
