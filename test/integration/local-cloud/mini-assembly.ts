import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Functions that write what they get to a file, so that a test can read it. */
const CODE = {
  note: `import { appendFileSync } from 'node:fs';
    export const handler = async (event) => {
      appendFileSync(process.env.OUT, JSON.stringify(event) + '\\n');
      if (event.detail?.fail) throw new Error('asked to fail');
    };`,
  stream: `import { appendFileSync } from 'node:fs';
    export const handler = async ({ Records }) => {
      const bad = Records.find((r) => r.dynamodb.NewImage?.PK.S.startsWith('POISON'));
      const good = bad ? Records.slice(0, Records.indexOf(bad)) : Records;
      for (const r of good) appendFileSync(process.env.OUT, r.eventName + ' ' + r.dynamodb.Keys.PK.S + '\\n');
      return { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb.SequenceNumber }] : [] };
    };`,
  worker: `import { appendFileSync } from 'node:fs';
    export const handler = async ({ Records }) => {
      const failed = [];
      for (const { messageId, body } of Records) {
        appendFileSync(process.env.OUT, body + '\\n');
        if (body.includes('POISON')) failed.push({ itemIdentifier: messageId });
      }
      return { batchItemFailures: failed };
    };`,
  api: `export const handler = async (event) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'x-from': 'function', 'referrer-policy': 'own' },
      cookies: ['a=1', 'b=2'],
      body: JSON.stringify({ secret: event.headers['x-origin-secret'], host: event.headers.host, path: event.rawPath, id: event.pathParameters?.id, given: process.env.ORIGIN_SECRET }),
    });`,
};
type Code = keyof typeof CODE;

const ref = (Ref: string) => ({ Ref });
const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

function fn(code: Code, out: string, env: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${code}.zip` },
      Handler: 'index.handler',
      Role: att('Role', 'Arn'),
      Runtime: 'nodejs24.x',
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { OUT: out, ...env } },
    },
  };
}

function distribution(site: string) {
  const api = {
    TargetOriginId: 'api',
    CachePolicyId: 'off',
    AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    ViewerProtocolPolicy: 'https-only',
    ResponseHeadersPolicyId: ref('Headers'),
  };
  const pages = {
    TargetOriginId: 'pages',
    CachePolicyId: 'on',
    Compress: true,
    ViewerProtocolPolicy: 'redirect-to-https',
    ResponseHeadersPolicyId: ref('Headers'),
    FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: att('Document', 'FunctionARN') }],
  };
  return {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        CacheBehaviors: [{ ...api, PathPattern: '/api/*' }],
        DefaultCacheBehavior: pages,
        Origins: [
          { Id: 'pages', DomainName: 'pages.s3.amazonaws.com', OriginPath: `/${site}`, S3OriginConfig: {} },
          {
            Id: 'api',
            DomainName: { 'Fn::Join': ['.', [ref('Api'), 'execute-api', ref('AWS::Region'), 'amazonaws.com']] },
            CustomOriginConfig: {},
            OriginCustomHeaders: [{ HeaderName: 'x-origin-secret', HeaderValue: ref('OriginSecret') }],
          },
        ],
      },
    },
  };
}

const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const DOCUMENT = `function handler(event) {
  var request = event.request;
  if (request.uri === '/old') return { statusCode: 301, headers: { location: { value: '/new' } } };
  if (request.uri.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}`;

function template(out: (name: string) => string) {
  const queue = (more = {}) => ({ Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1, ...more } });
  return {
    Parameters: { OriginSecret: { Type: 'String' } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {},
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: { Statement: [allow('s3:GetObject', { 'Fn::Join': ['', [att('Inbox', 'Arn'), '/*']] })] },
            },
          ],
        },
      },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Inbox: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      },
      Failures: queue(),
      Work: queue({ RedrivePolicy: { deadLetterTargetArn: att('Failures', 'Arn'), maxReceiveCount: 2 } }),
      StreamFailures: queue(),
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
      ToWork: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: ref('Bus'),
          EventPattern: { source: ['test'], 'detail-type': [{ prefix: 'work.' }] },
          Targets: [{ Id: 'T', Arn: att('Work', 'Arn') }],
        },
      },
      ToNote: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: ref('Bus'),
          EventPattern: { 'detail-type': ['note'] },
          Targets: [{ Id: 'T', Arn: att('Note', 'Arn'), DeadLetterConfig: { Arn: att('Failures', 'Arn') } }],
        },
      },
      Uploaded: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [ref('Inbox')] } } },
          Targets: [{ Id: 'T', Arn: att('Note', 'Arn') }],
        },
      },
      Nightly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          FlexibleTimeWindow: { Mode: 'OFF' },
          ScheduleExpression: 'cron(15 2 * * ? *)',
          Target: { Arn: att('Note', 'Arn'), RoleArn: att('Role', 'Arn'), Input: '{"nightly":true}' },
        },
      },
      Note: fn('note', out('note')),
      Worker: fn('worker', out('worker')),
      Stream: fn('stream', out('stream')),
      Answer: fn('api', out('api'), { ORIGIN_SECRET: ref('OriginSecret') }),
      FromWork: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          BatchSize: 5,
          EventSourceArn: att('Work', 'Arn'),
          FunctionName: ref('Worker'),
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
      FromStream: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          BatchSize: 10,
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: att('StreamFailures', 'Arn') } },
          EventSourceArn: att('Table', 'StreamArn'),
          FunctionName: ref('Stream'),
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          StartingPosition: 'TRIM_HORIZON',
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: ref('Api'),
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: att('Answer', 'Arn'),
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: ref('Api'),
          AuthorizationType: 'NONE',
          RouteKey: 'ANY /api/things/{id}',
          Target: { 'Fn::Join': ['/', ['integrations', ref('Integration')]] },
        },
      },
      Document: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          AutoPublish: true,
          Name: 'document',
          FunctionCode: DOCUMENT,
          FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
        },
      },
      Headers: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: {
          ResponseHeadersPolicyConfig: {
            Name: 'headers',
            CustomHeadersConfig: { Items: [{ Header: 'x-from', Value: 'edge', Override: false }] },
            SecurityHeadersConfig: {
              ContentTypeOptions: { Override: true },
              ReferrerPolicy: { ReferrerPolicy: 'same-origin', Override: true },
            },
          },
        },
      },
      Console: distribution('console'),
      Catalogue: distribution('catalogue'),
      Files: distribution('files'),
    },
    Outputs: {
      ConsoleHost: { Value: att('Console', 'DomainName') },
      CatalogueHost: { Value: att('Catalogue', 'DomainName') },
      FilesHost: { Value: att('Files', 'DomainName') },
    },
  };
}

export interface MiniAssembly {
  readonly assemblyDir: string;
  readonly pagesDir: string;
  readonly out: (name: string) => string;
}

/** A small cloud with one of everything, written as the CDK would. @param change a template's resources, changed */
export function writeMiniAssembly(
  root: string,
  change: (resources: Record<string, unknown>) => void = () => undefined,
): MiniAssembly {
  const assemblyDir = join(root, 'cdk.out');
  const pagesDir = join(root, 'pages');
  const out = (name: string) => join(root, `${name}.out`);
  for (const [name, code] of Object.entries(CODE)) {
    mkdirSync(join(assemblyDir, `asset.${name}`), { recursive: true });
    writeFileSync(join(assemblyDir, `asset.${name}`, 'index.mjs'), code);
  }
  const made = template(out);
  change(made.Resources);
  writeFileSync(join(assemblyDir, 'Mini.template.json'), JSON.stringify(made));
  const files = Object.keys(CODE).map((name) => [name, { source: { path: `asset.${name}` } }]);
  writeFileSync(join(assemblyDir, 'Mini.assets.json'), JSON.stringify({ files: Object.fromEntries(files) }));
  const Mini = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://000000000000/eu-central-1',
    properties: { templateFile: 'Mini.template.json' },
  };
  writeFileSync(join(assemblyDir, 'manifest.json'), JSON.stringify({ artifacts: { Mini } }));
  mkdirSync(join(pagesDir, 'console', 'assets'), { recursive: true });
  writeFileSync(join(pagesDir, 'console', 'index.html'), '<h1>Console</h1>');
  writeFileSync(join(pagesDir, 'console', 'assets', 'app.js'), 'export const long = 1;\n'.repeat(200));
  return { assemblyDir, pagesDir, out };
}
