import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { operations } from '../../shared/contracts/operations.ts';
import type { Deployment } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { BundleOf } from '../constructs/fn.ts';
import { httpApiFunctions } from './api-functions.ts';
import type { DataStack } from './data.ts';
import { foundingFunction } from './founding.ts';
import type { IdentityStack } from './identity.ts';

export interface ApiStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly bundleOf: BundleOf;
  readonly data: DataStack;
  readonly identity: IdentityStack;
}

const methods = {
  GET: apigwv2.HttpMethod.GET,
  POST: apigwv2.HttpMethod.POST,
  PUT: apigwv2.HttpMethod.PUT,
  DELETE: apigwv2.HttpMethod.DELETE,
} as const;

/** What an access log line may hold: no address of the caller and no query, because searches are private. */
const accessLine = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  failure: '$context.integrationErrorMessage',
} as const;

/** The HTTP API: its routes are the operation table, one function per capability answers them. */
export class ApiStack extends Stack {
  readonly functions: ReturnType<typeof httpApiFunctions>;
  readonly api: apigwv2.HttpApi;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    this.functions = httpApiFunctions(this, props);
    foundingFunction(this, props);
    this.api = new apigwv2.HttpApi(this, 'Api', { createDefaultStage: false, description: 'Strongroom' });

    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const [capability, fn] of Object.entries(this.functions)) {
      // One permission per function: one per route outgrows the function's resource policy of 20 KB.
      const settings = { scopePermissionToRoute: false };
      integrations.set(capability, new HttpLambdaIntegration(`${capability}-api`, fn.lambda, settings));
    }
    for (const operation of operations) {
      const integration = integrations.get(operation.capability);
      if (integration === undefined) throw new Error(`${operation.id}: no function for ${operation.capability}`);
      this.api.addRoutes({ path: `/api${operation.path}`, methods: [methods[operation.method]], integration });
    }
    acknowledge(this.api, {
      'AwsSolutions-APIG4':
        'Sessions live in our own table: the chain in front of every handler turns the cookie into a person and authorises.',
    });

    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    new apigwv2.CfnStage(this, 'Stage', {
      apiId: this.api.apiId,
      stageName: '$default',
      autoDeploy: true,
      // Ten functions run at once in a new account; more requests than this would only wait.
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
      accessLogSettings: { destinationArn: accessLog.logGroupArn, format: JSON.stringify(accessLine) },
    });
    new CfnOutput(this, 'ApiId', { value: this.api.apiId });
  }

  /** The address CloudFront sends /api/* to; nobody else is told it. */
  get host(): string {
    return `${this.api.apiId}.execute-api.${this.region}.amazonaws.com`;
  }
}
