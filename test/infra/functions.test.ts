import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eventFunctions } from '../../infra/event-functions.ts';
import { httpFunctions } from '../../infra/http-functions.ts';
import { capabilities } from '../../shared/contracts/operation.ts';
import { library } from './support/library.ts';
import { grants, holders } from './support/policies.ts';

const trial = library('trial');
const production = library('production');
const practice = library('practice');
const specs = [...Object.values(httpFunctions), ...Object.values(eventFunctions)];
const functions = trial.ofType('AWS::Lambda::Function');
const Props = z.looseObject({
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  MemorySize: z.int(),
  Timeout: z.int(),
});
const functionOf = (id: string) => {
  const found = functions.find((one) => one.id.startsWith(`${id.replaceAll('-', '')}Function`));
  return Props.parse(found?.Properties);
};
const held = (...verbs: string[]) => holders(trial, ...verbs);

describe('functions', () => {
  it('are one per capability, one per consumer, one that founds the library, and no others', () => {
    expect(Object.keys(httpFunctions).sort()).toEqual([...capabilities].sort());
    expect(functions).toHaveLength(specs.length);
  });

  it.each(specs)('$id runs on Node 24 on arm64, with stated memory, time and log', (spec) => {
    expect(functionOf(spec.id)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: spec.memory,
      Timeout: spec.seconds,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.stringContaining('Logs') } },
    });
    expect(functionOf(spec.id)['ReservedConcurrentExecutions']).toBeUndefined();
    expect(functionOf(spec.id)['FunctionName']).toBeUndefined();
  });

  it.each(specs)('$id is told exactly what it lists', (spec) => {
    const { Variables } = functionOf(spec.id).Environment;
    expect(Object.keys(Variables).sort()).toEqual([...spec.env, 'NODE_OPTIONS'].sort());
    expect(Variables['NODE_OPTIONS']).toBe('--enable-source-maps');
  });

  it('have a role each', () => {
    expect(new Set(specs.map(({ id }) => functionOf(id).Role['Fn::GetAtt'][0])).size).toBe(specs.length);
  });

  it('keep their logs for a time that is stated', () => {
    for (const { Properties } of trial.ofType('AWS::Logs::LogGroup')) expect(Properties['RetentionInDays']).toBe(90);
    expect(trial.ofType('AWS::Logs::LogGroup')).toHaveLength(specs.length + 1);
  });

  it('end before whoever waits for them gives up', () => {
    for (const { seconds } of Object.values(httpFunctions)) expect(seconds).toBeLessThan(30);
    for (const { seconds } of Object.values(eventFunctions)) expect(seconds).toBeLessThanOrEqual(900);
  });

  it('know how the library is protected, and what addresses their readers use', () => {
    const catalogue = production.one('AWS::Lambda::Function', 'catalogueapiFunction');
    expect(Props.parse(catalogue.Properties).Environment.Variables).toMatchObject({
      LIBRARY_MODE: 'production',
      CONSOLE_ORIGIN: 'https://console.library.example',
      CATALOGUE_ORIGIN: 'https://catalogue.library.example',
      ORIGIN_SECRET: { 'Fn::Join': ['', [{ Ref: 'OriginSecret' }, ' ', { Ref: 'OriginSecretNext' }]] },
    });
    const settle = (of: typeof trial) =>
      Props.parse(of.one('AWS::Lambda::Function', 'backupsrunFunction').Properties).Environment.Variables[
        'EXPORT_SETTLE_SECONDS'
      ];
    expect([settle(practice), settle(trial), settle(production)]).toEqual(['2', '600', '600']);
  });
});

describe('rights', () => {
  it('name every verb and every resource', () => {
    for (const { Action, Resource, Effect } of grants(trial)) {
      expect(Effect).toBe('Allow');
      expect(Action.filter((verb) => verb.includes('*'))).toEqual([]);
      expect(Resource).not.toContain('*');
      expect(Resource.length).toBeGreaterThan(0);
    }
  });

  it('come from no policy of somebody else’s', () => {
    for (const { Properties } of trial.ofType('AWS::IAM::Role'))
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
  });

  it('let nobody change or remove a ledger entry', () => {
    const ledger = grants(trial).filter(({ Sid }) => Sid?.startsWith('Ledger') === true && !Sid.endsWith('Key'));
    const verbs = new Set(ledger.flatMap(({ Action }) => Action));
    expect([...verbs].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeExport',
      'dynamodb:ExportTableToPointInTime',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      // The rebuild compares the whole ledger with its copy.
      'dynamodb:Scan',
    ]);
    const changing = grants(trial).filter(({ Action }) => Action.some((verb) => /(Update|Delete)Item$/.test(verb)));
    for (const { Resource } of changing) expect(JSON.stringify(Resource)).not.toContain('LedgerTable');
  });

  it('stand beside the key of the table they read or write', () => {
    const all = grants(trial);
    for (const { Sid, role } of all.filter(({ Action }) => Action.includes('dynamodb:GetItem'))) {
      const key = all.find((one) => one.role === role && one.Sid === `${Sid}Key`);
      expect(key?.Action).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
      expect(key?.Condition).toEqual({ StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } });
    }
    for (const { Sid, role } of all.filter(({ Action }) => Action.includes('dynamodb:PutItem'))) {
      const key = all.find((one) => one.role === role && one.Sid === `${Sid}Key`);
      expect(key?.Action).toContain('kms:GenerateDataKey');
    }
  });

  it('are held by those who need them and nobody else', () => {
    expect(held('dynamodb:Scan')).toEqual(['backups-rebuild', 'search-reindex']);
    for (const verb of ['CreateTable', 'DeleteTable', 'BatchWriteItem'])
      expect(held(`dynamodb:${verb}`)).toEqual(['backups-rebuild']);
    expect(held('dynamodb:ExportTableToPointInTime')).toEqual(['backups-run']);
    expect(held('s3:PutObjectRetention')).toEqual(['backups-run']);
    expect(held('events:PutEvents')).toEqual(['ledger-dispatcher']);
    expect(held('cognito-idp:AdminCreateUser')).toEqual(['settings-found', 'staff-api']);
    // Going back ends the access of whoever was not here yet.
    expect(held('cognito-idp:AdminDisableUser')).toEqual(['backups-restore', 'staff-api']);
    expect(held('dynamodb:GetRecords')).toEqual(['ledger-dispatcher']);
    expect(held('kms:Sign', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention')).toEqual([]);
    expect(held('s3:PutObjectLegalHold', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration')).toEqual([]);
  });

  it('let those who only look change no record', () => {
    const changing = grants(trial).filter(({ Sid }) => Sid === 'RecordsChange');
    const roles = new Set(changing.map(({ role }) => role));
    for (const id of ['audit-api', 'search-api', 'search-index', 'ledger-dispatcher']) {
      expect(roles.has(functionOf(id).Role['Fn::GetAtt'][0])).toBe(false);
    }
    expect(roles.has(functionOf('catalogue-api').Role['Fn::GetAtt'][0])).toBe(true);
  });

  it('let only those who register people make person keys', () => {
    const makers = grants(trial).filter(({ Sid }) => Sid === 'KeysAppend');
    const roles = makers.map(({ role }) => role.replace(/Role.*/, ''));
    expect(roles.sort()).toEqual(['patronsapi', 'settingsfound']);
  });
});
