import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { library } from './support/library.ts';
import { grants } from './support/policies.ts';

const trial = library('trial');
const Target = z.looseObject({ Arn: z.unknown(), DeadLetterConfig: z.object({ Arn: z.unknown() }).optional() });
const rules = trial.ofType('AWS::Events::Rule');
const rule = (begins: string) => trial.one('AWS::Events::Rule', begins).Properties;

describe('the ledger’s stream', () => {
  it('is read by one dispatcher that splits, retries and at last sets aside', () => {
    const sources = trial
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => 'StartingPosition' in Properties);
    expect(sources).toHaveLength(1);
    expect(sources[0]?.Properties).toMatchObject({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
    });
    expect(JSON.stringify(sources[0]?.Properties['DestinationConfig'])).toContain('DispatchFailures');
    expect(JSON.stringify(sources[0]?.Properties['EventSourceArn'])).toContain('LedgerTable');
  });
});

describe('rules', () => {
  it.each([
    ['JobsImport', ['import'], 'ImportWork'],
    ['JobsBatch', ['begin-empty', 'bin-many'], 'BatchWork'],
    ['JobsPurge', ['purge'], 'PurgeWork'],
    ['JobsRestore', ['restore-plan', 'restore', 'batch-undo'], 'RestoreWork'],
    ['JobsTakeHome', ['take-home'], 'TakeHomeWork'],
    ['JobsRebuild', ['rebuild'], 'RebuildWork'],
    ['JobsBackup', ['backup', 'backup-upkeep'], 'BackupWork'],
    ['JobsProof', ['proof', 'self-test'], 'ProofWork'],
    ['JobsTakeHome', ['take-home'], 'TakeHomeWork'],
    ['JobsReindex', ['reindex'], 'ReindexWork'],
  ])('%s: work that is asked for goes to its queue', (name, kinds, queue) => {
    expect(rule(name)['EventPattern']).toEqual({
      source: ['strongroom'],
      'detail-type': ['job.requested'],
      detail: { params: { kind: kinds } },
    });
    expect(JSON.stringify(rule(name)['Targets'])).toContain(queue);
  });

  it('tells the search of titles and copies', () => {
    expect(rule('Edits')['EventPattern']).toEqual({
      source: ['strongroom'],
      'detail-type': [{ prefix: 'title.' }, { prefix: 'item.' }],
    });
  });

  it('has the check look at every upload, and at every word of the scanner, about our bucket alone', () => {
    expect(rule('Uploaded')['EventBusName']).toBeUndefined();
    expect(JSON.stringify(rule('Uploaded')['EventPattern'])).toContain('"Object Created"');
    expect(JSON.stringify(rule('Uploaded')['EventPattern'])).toContain('IntakeBucket');
    expect(JSON.stringify(rule('Scanned')['EventPattern'])).toContain('"bucketName"');
    expect(JSON.stringify(rule('Scanned')['EventPattern'])).toContain('IntakeBucket');
  });

  it('lose nothing: each target has a place for what cannot be delivered', () => {
    for (const { Properties } of rules) {
      const targets = z.array(Target).parse(Properties['Targets']);
      expect(targets.length).toBeGreaterThan(0);
      for (const { DeadLetterConfig } of targets) expect(DeadLetterConfig).toBeDefined();
    }
  });
});

describe('queues', () => {
  const queues = trial.ofType('AWS::SQS::Queue');

  it('keep what fails, and give a message back only when its worker’s time is over', () => {
    const working = queues.filter(({ Properties }) => 'RedrivePolicy' in Properties);
    // All but where failures go: of the ledger's stream, of calls, of edits, and of jobs.
    expect(working.length).toBe(queues.length - 4);
    expect(working.length).toBeGreaterThan(5);
    for (const { id, Properties } of working) {
      expect(Properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: 5 });
      const source = trial
        .ofType('AWS::Lambda::EventSourceMapping')
        .find((one) => JSON.stringify(one.Properties['EventSourceArn']).includes(id));
      const worker = /"Ref":"(\w+)"/.exec(JSON.stringify(source?.Properties['FunctionName']))?.[1];
      const timeout = Number(trial.all.find((one) => one.id === worker)?.Properties['Timeout']);
      expect(Number(Properties['VisibilityTimeout'])).toBeGreaterThan(timeout);
    }
  });

  it('are encrypted, and refuse the open road', () => {
    for (const { id, Properties } of queues) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      expect(Properties['QueueName']).toBeUndefined();
      const policy = trial
        .ofType('AWS::SQS::QueuePolicy')
        .find((one) => JSON.stringify(one.Properties['Queues']).includes(id));
      expect(JSON.stringify(policy?.Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('go on by themselves: every worker may write to its own queue, the sweep to all of them', () => {
    const sends = grants(trial).filter(({ Action }) => Action.includes('sqs:SendMessage'));
    const own = sends.filter(({ Sid }) => Sid === 'Continue').map(({ role }) => role.replace(/Role.*/, ''));
    const jobQueues = queues.filter(
      ({ id, Properties }) => 'RedrivePolicy' in Properties && !id.includes('SearchEdits'),
    );
    expect(own).toHaveLength(jobQueues.length);
    expect(new Set(own).size).toBe(own.length);
    const sweep = sends.filter(({ role, Sid }) => role.startsWith('jobssweep') && Sid?.endsWith('Again') === true);
    expect(sweep).toHaveLength(jobQueues.length);
  });
});

describe('schedules', () => {
  it('run in UTC, each with a role for its one thing and a place for what failed', () => {
    const schedules = trial.ofType('AWS::Scheduler::Schedule');
    expect(schedules.map(({ Properties }) => Properties['ScheduleExpression']).sort()).toEqual([
      'cron(0 6 ? * MON *)',
      'cron(15 2 * * ? *)',
      'cron(30 1 * * ? *)',
      'cron(30 4 * * ? *)',
      'cron(30 5 ? * 1 *)',
      'rate(5 minutes)',
      'rate(60 minutes)',
    ]);
    for (const { Properties } of schedules) {
      expect(Properties['ScheduleExpressionTimezone']).toBe('UTC');
      expect(JSON.stringify(Properties['Target'])).toContain('DeadLetterConfig');
    }
    const roles = schedules.map(
      ({ Properties }) => JSON.stringify(Properties['Target']).match(/Schedules\w+Role\w+/)?.[0],
    );
    expect(new Set(roles).size).toBe(7);
  });
});

describe('the malware scanner', () => {
  it('watches the intake bucket in the cloud, and only there', () => {
    const plans = trial.ofType('AWS::GuardDuty::MalwareProtectionPlan');
    expect(plans).toHaveLength(1);
    expect(JSON.stringify(plans[0]?.Properties['ProtectedResource'])).toContain('IntakeBucket');
    expect(library('practice').ofType('AWS::GuardDuty::MalwareProtectionPlan')).toHaveLength(0);
  });
});
