import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { library } from './support/library.ts';

const production = library('production');
const alarms = production.ofType('AWS::CloudWatch::Alarm');

describe('alarms', () => {
  it('are at most ten, over at most ten metrics of our own', () => {
    expect(alarms.length).toBeLessThanOrEqual(10);
    const ours = alarms.filter(({ Properties }) => Properties['Namespace'] === 'Strongroom');
    expect(ours.map(({ Properties }) => Properties['MetricName']).sort()).toEqual([
      'BackupProofFailed',
      'BackupProved',
      'LedgerAltered',
    ]);
  });

  it.each(alarms)('$id says what is wrong and what to do, to a topic a person reads', ({ Properties }) => {
    const sentence = String(Properties['AlarmDescription']);
    expect(sentence.split(/[.;] /).length).toBeGreaterThan(1);
    expect(sentence.length).toBeGreaterThan(60);
    expect(Properties['AlarmActions']).toEqual([{ Ref: expect.stringMatching(/^Told/) }]);
  });

  it('ring when the ledger was altered, by what the dispatcher says', () => {
    expect(production.one('AWS::CloudWatch::Alarm', 'AlarmsLedgerAltered').Properties).toMatchObject({
      MetricName: 'LedgerAltered',
      Dimensions: [{ Name: 'service', Value: 'ledger-dispatcher' }],
      Threshold: 1,
      EvaluationPeriods: 1,
    });
  });

  it('ring when no backup was proved, silence included', () => {
    expect(production.one('AWS::CloudWatch::Alarm', 'AlarmsBackupUnproved').Properties).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      EvaluationPeriods: 3,
    });
  });

  it('watch every failure queue', () => {
    const { Properties } = production.one('AWS::CloudWatch::Alarm', 'AlarmsWorkSetAside');
    const queues = production.ofType('AWS::SQS::Queue').filter((queue) => !('RedrivePolicy' in queue.Properties));
    expect(queues).toHaveLength(4);
    expect(JSON.stringify(Properties['Metrics']).match(/ApproximateNumberOfMessagesVisible/g)).toHaveLength(
      queues.length,
    );
  });

  it('and the budget reach the manager by e-mail, through a topic that is not under the alias key of SNS', () => {
    const topic = production.one('AWS::SNS::Topic', 'Told').Properties;
    expect(topic['KmsMasterKeyId']).toBeUndefined();
    expect(production.one('AWS::SNS::Subscription', 'Told').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'manager@library.example',
    });
    const policy = JSON.stringify(production.one('AWS::SNS::TopicPolicy', 'Told').Properties);
    expect(policy).toContain('cloudwatch.amazonaws.com');
    expect(policy).toContain('budgets.amazonaws.com');
    const budget = JSON.stringify(production.one('AWS::Budgets::Budget', 'Budget').Properties);
    expect(budget).toContain('"SubscriptionType":"SNS"');
  });
});

describe('what the alarms listen to', () => {
  const root = resolve(import.meta.dirname, '../..');
  const sources = globSync('{functions,shared}/**/*.ts', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );

  it.each(['LedgerAltered', 'BackupProved', 'BackupProofFailed'])('%s is written by the product', (name) => {
    expect(sources.filter((source) => source.includes(`'${name}'`)).length).toBeGreaterThan(0);
  });
});
