import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { estimate, total } from '../../infra/cost/estimate.ts';
import { alwaysFree, nothingFree } from '../../infra/cost/prices.ts';
import { standing } from '../../infra/cost/standing.ts';
import { type Library, library } from './support/library.ts';

const production = library('production');
const ways = [
  ['practice', library('practice')],
  ['trial', library('trial')],
  ['production', production],
] as const;

const Metadata = z.record(z.string(), z.array(z.looseObject({ type: z.string(), data: z.unknown().optional() })));
const Acknowledged = z.record(z.string(), z.string());

/** Every explained finding of cdk-nag: rule without its finding → the reasons given, and how often. */
const acknowledged = (of: Library): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const file of globSync('*.metadata.json', { cwd: of.folder })) {
    const metadata = Metadata.parse(JSON.parse(readFileSync(join(of.folder, file), 'utf8')));
    for (const { data } of Object.values(metadata)
      .flat()
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')) {
      for (const [id, reason] of Object.entries(Acknowledged.parse(data))) {
        expect(reason.length).toBeGreaterThan(30);
        const rule = id.replace(/^Annotation::/, '').replace(/\[.*$/, '');
        counts[rule] = (counts[rule] ?? 0) + 1;
      }
    }
  }
  return counts;
};

describe.each(ways)('the %s library', (_way, of) => {
  it('is plain CloudFormation: no custom resources, no helpers of the CDK, no container', () => {
    for (const { Type } of of.all)
      expect(Type).not.toMatch(/^Custom::|AWS::CloudFormation::CustomResource|ECR|::Nested/);
    expect(
      of.all.filter(({ id }) => /CustomResourceProvider|LogRetention|BucketNotificationsHandler/.test(id)),
    ).toEqual([]);
  });

  it('has no template near the limit of 500 resources', () => {
    for (const template of of.templates.values())
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(450);
  });

  it('reserves no concurrency, because a new account has ten in all', () => {
    expect(JSON.stringify(of.all)).not.toContain('ReservedConcurrentExecutions');
  });

  it('gives nothing that keeps data a name of its own', () => {
    for (const { Properties } of of.all) {
      for (const name of [
        'BucketName',
        'TableName',
        'QueueName',
        'FunctionName',
        'RoleName',
        'UserPoolName',
        'TopicName',
      ]) {
        expect(typeof Properties[name]).not.toBe('string');
      }
    }
  });

  it('makes no two stacks wait for each other', () => {
    const wants = new Map(
      [...of.templates].map(([stack, template]) => {
        const imports = JSON.stringify(template.Resources).matchAll(/"Fn::ImportValue":"(\w+):/g);
        return [stack, new Set([...imports].map((match) => match[1] ?? ''))] as const;
      }),
    );
    const order: string[] = [];
    for (let round = 0; round < wants.size; round += 1) {
      for (const [stack, needs] of wants) {
        if (!order.includes(stack) && [...needs].every((one) => order.includes(one))) order.push(stack);
      }
    }
    expect(order.sort()).toEqual([...wants.keys()].sort());
  });

  it('lives in one region that is named', () => {
    const text = JSON.stringify([...of.templates.values()]);
    expect(text).toContain('eu-central-1');
    expect(text).not.toContain('"Ref":"AWS::Region"');
  });
});

describe('what the practice library learns when it starts', () => {
  it('is asked for by parameters, so that a port in use changes no template', () => {
    const names = new Set([...library('practice').templates.values()].flatMap((one) => Object.keys(one.Parameters)));
    expect([...names].filter((name) => name !== 'BootstrapVersion').sort()).toEqual([
      'CatalogueOrigin',
      'ConsoleOrigin',
      'OriginSecret',
      'OriginSecretNext',
      'PatronHostedUrl',
      'PatronIssuer',
      'Scanner',
      'StaffHostedUrl',
      'StaffIssuer',
      'UploadOrigin',
    ]);
    expect(JSON.stringify([...library('practice').templates.values()])).not.toMatch(/localhost:\d|\/\/localhost/);
  });

  it('is in the cloud known beforehand, but for the secret', () => {
    const names = [...production.templates.values()].flatMap((one) => Object.keys(one.Parameters));
    expect([...new Set(names)].filter((name) => name !== 'BootstrapVersion').sort()).toEqual([
      'OriginSecret',
      'OriginSecretNext',
    ]);
  });
});

describe('findings of cdk-nag', () => {
  it('are none that is not explained, and this many that are', () => {
    expect(acknowledged(production)).toEqual({
      'AwsSolutions-APIG4': 1,
      'AwsSolutions-CFR1': 3,
      'AwsSolutions-CFR2': 3,
      'AwsSolutions-CFR3': 3,
      'AwsSolutions-COG2': 1,
      'AwsSolutions-COG3': 2,
      'AwsSolutions-COG8': 2,
      'AwsSolutions-DDB3': 1,
      'AwsSolutions-IAM5': 21,
      'AwsSolutions-S1': 1,
      'AwsSolutions-SQS3': 4,
      'Serverless-LambdaDLQ': 22,
      'Serverless-LambdaEventSourceMappingDestination': 10,
      'Serverless-LambdaTracing': 30,
      'Serverless-SNSEncrypted': 1,
      'Serverless-SNSRedrivePolicy': 1,
      'Serverless-SQSRedrivePolicy': 4,
    });
  });

  it('are the same without a domain, but for CloudFront’s own certificate', () => {
    expect(acknowledged(library('trial'))).toEqual({
      ...acknowledged(production),
      'AwsSolutions-CFR4': 3,
      'Serverless-SNSRedrivePolicy': undefined,
    });
  });
});

describe('the cost of a month', () => {
  const stands = standing([...production.templates.values()]);

  it('stays under ten dollars for 20,000 titles and 40,000 loans a year', () => {
    expect(total(estimate(stands, alwaysFree))).toBeLessThan(10);
    expect(total(estimate(stands, alwaysFree))).toBeGreaterThan(3);
  });

  it('is known too for an account in which nothing is free', () => {
    expect(total(estimate(stands, nothingFree))).toBeLessThan(15);
    expect(total(estimate(stands, nothingFree))).toBeGreaterThan(total(estimate(stands, alwaysFree)));
  });

  it('counts what is there', () => {
    expect(stands).toEqual({ keys: 3, alarmMetrics: 13, customMetrics: 6, queues: 10, schedulesPerMonth: 9510 });
  });

  it('has no firewall and nothing that is paid for by the hour', () => {
    for (const { Type } of production.all) {
      expect(Type).not.toMatch(/^AWS::(WAFv2|EC2|RDS|ECS|ElastiCache|OpenSearchService|SecretsManager|EKS)::/);
    }
  });
});

describe('the identity of what keeps data', () => {
  it.each([...production.templates.keys()])('%s: a changed logical id would replace a resource', (stack) => {
    const lasting = /DynamoDB|S3::Bucket$|KMS|Cognito|CloudFront::Distribution|Logs::LogGroup|SQS::Queue$|EventBus/;
    const ids = production.all
      .filter((one) => one.stack === stack && lasting.test(one.Type))
      .map(({ id, Type }) => `${Type} ${id}`);
    expect(ids.sort()).toMatchSnapshot();
  });
});
