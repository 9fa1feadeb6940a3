import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../../shared/backups/health-facts.ts';
import { library } from './support/library.ts';
import { grants } from './support/policies.ts';

const production = library('production');
const alarms = production.ofType('AWS::CloudWatch::Alarm');

describe('alarms', () => {
  it('are at most ten, over at most ten metrics of our own', () => {
    expect(alarms.length).toBeLessThanOrEqual(10);
    const ours = alarms.filter(({ Properties }) => Properties['Namespace'] === 'Strongroom');
    expect(ours.map(({ Properties }) => Properties['MetricName']).sort()).toEqual([
      'BackupAge',
      'BackupProofFailed',
      'LedgerAltered',
      'OffsiteAge',
      'ProofAge',
      'VaultLockDays',
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

  it.each([
    ['BackupLate', 'BackupAge', 'GreaterThanOrEqualToThreshold', limits.lateHours, 'breaching'],
    ['ProofStale', 'ProofAge', 'GreaterThanOrEqualToThreshold', limits.staleDays * 24, 'notBreaching'],
    ['VaultLockShort', 'VaultLockDays', 'LessThanThreshold', limits.vaultLockDays, 'notBreaching'],
    ['OffsiteLate', 'OffsiteAge', 'GreaterThanOrEqualToThreshold', limits.offsiteHours, 'notBreaching'],
  ])('%s rings at the age at which the home page changes its colour', (id, metric, comparison, threshold, missing) => {
    expect(production.one('AWS::CloudWatch::Alarm', `Alarms${id}`).Properties).toMatchObject({
      MetricName: metric,
      Dimensions: [{ Name: 'service', Value: 'backups-watch' }],
      ComparisonOperator: comparison,
      Threshold: threshold,
      TreatMissingData: missing,
      Period: 3600,
    });
  });

  it('ring after three hours in which nobody measured, and not after one', () => {
    expect(production.one('AWS::CloudWatch::Alarm', 'AlarmsBackupLate').Properties['EvaluationPeriods']).toBe(3);
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

  it.each(['LedgerAltered', 'BackupProofFailed', 'BackupAge', 'ProofAge', 'VaultLockDays', 'OffsiteAge'])(
    '%s is written by the product',
    (name) => {
      expect(sources.filter((source) => source.includes(`'${name}'`)).length).toBeGreaterThan(0);
    },
  );
});

describe('the weekly mail', () => {
  it('is sent by one function, as one sender, by one verified identity', () => {
    const senders = grants(production).filter(({ Action }) => Action.some((verb) => verb.startsWith('ses:')));
    expect(senders).toHaveLength(1);
    expect(senders[0]).toMatchObject({
      role: expect.stringMatching(/^backupsweekly/),
      Action: ['ses:SendEmail'],
      Condition: { StringEquals: { 'ses:FromAddress': 'backups@library.example' } },
    });
    expect(JSON.stringify(senders[0]?.Resource)).toMatch(/:identity\/library\.example"/);
  });

  it('is sent by nobody where no sender is configured', () => {
    const trial = library('trial');
    expect(grants(trial).filter(({ Action }) => Action.some((verb) => verb.startsWith('ses:')))).toEqual([]);
    const fn = trial.one('AWS::Lambda::Function', 'backupsweekly');
    expect(JSON.stringify(fn.Properties['Environment'])).toContain('"MAIL_FROM":"none"');
  });
});
