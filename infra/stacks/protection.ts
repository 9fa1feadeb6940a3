import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { Alarms } from '../constructs/alarms.ts';
import type { ApiStack } from './api.ts';
import type { EventsStack } from './events.ts';

export interface ProtectionStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly api: ApiStack;
  readonly events: EventsStack;
}

const fiveMinutes = Duration.minutes(5);

/** Who is told when something is wrong. At most ten alarms: each is paid for, and a person reads them. */
export class ProtectionStack extends Stack {
  constructor(scope: Construct, id: string, props: ProtectionStackProps) {
    super(scope, id, props);
    const { deployment, api, events } = props;
    const topic = this.topic(deployment);
    const alarms = new Alarms(this, 'Alarms', topic);
    const { dispatcher, proof, watch } = events.functions;

    alarms.add('LedgerAltered', {
      sentence:
        'Somebody changed or removed an entry of the ledger, which the library itself never does. Do not delete anything; ask who used the AWS account, and compare with the last backup.',
      metric: alarms.told('LedgerAltered', dispatcher, fiveMinutes),
      threshold: 1,
    });
    const hour = Duration.hours(1);
    alarms.add('BackupLate', {
      sentence:
        'The newest backup is more than 36 hours old, or nobody measured its age. Open the console, Safety, and press “Back up now”; if that fails, what it says there is the reason.',
      metric: alarms.told('BackupAge', watch, hour, 'Maximum'),
      threshold: 36,
      periods: 3,
      silence: 'ill',
    });
    alarms.add('ProofStale', {
      sentence:
        'No backup was proved for eight days, so nobody knows whether one can be used. Open the console, Safety, and press “Back up now”; it is proved right after.',
      metric: alarms.told('ProofAge', watch, hour, 'Maximum'),
      threshold: 8 * 24,
    });
    alarms.add('ProofFailed', {
      sentence:
        'A backup was read back and did not match the ledger. The records themselves are untouched; open the console, Backups, to see which records differ.',
      metric: alarms.told('BackupProofFailed', proof, fiveMinutes),
      threshold: 1,
    });
    alarms.add('VaultLockShort', {
      sentence:
        'The lock on a file in the vault that a backup needs ends in less than 60 days. Nothing is lost yet; open the console, Safety, and press “Back up now”, which extends it.',
      metric: alarms.told('VaultLockDays', watch, hour, 'Minimum'),
      threshold: 60,
      below: true,
    });
    alarms.add('OffsiteLate', {
      sentence:
        'The newest copy in the other account is more than two days old. Copies in this account are untouched; ask whoever looks after the other one whether it still takes them.',
      metric: alarms.told('OffsiteAge', watch, hour, 'Maximum'),
      threshold: 48,
    });
    alarms.add('WorkSetAside', {
      sentence:
        'Some work was tried several times and set aside. Nothing is lost; open the console, Jobs, and see what failed, or look into the failure queues in AWS.',
      metric: this.setAside(events),
      threshold: 1,
    });
    alarms.add('EventsLate', {
      sentence:
        'Changes reach the search and the other parts more than fifteen minutes late. Records are safe; if this lasts, look at the log of the ledger dispatcher.',
      metric: dispatcher.lambda.metric('IteratorAge', { statistic: 'Maximum', period: fiveMinutes }),
      threshold: 15 * 60 * 1000,
      periods: 3,
    });
    alarms.add('AnswersFail', {
      sentence:
        'More than ten requests in five minutes ended in an error of ours. Try the console yourself; the log of the function named in the API’s access log says why.',
      metric: api.api.metricServerError({ statistic: 'Sum', period: fiveMinutes }),
      threshold: 10,
    });
    alarms.add('FunctionsWait', {
      sentence:
        'Requests were refused because too many functions ran at once. If the library is busy, ask AWS to raise the account’s Lambda concurrency above ten; it costs nothing.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: 'Sum',
        period: fiveMinutes,
      }),
      threshold: 5,
      periods: 2,
    });
    this.budget(deployment, topic);
  }

  private topic(deployment: Deployment): sns.Topic {
    const topic = new sns.Topic(this, 'Told', { displayName: 'Strongroom', enforceSSL: true });
    acknowledge(topic, {
      'Serverless-SNSEncrypted':
        'Alarms cannot be published under the managed key of SNS, and a fourth key is not worth it: the sentences hold no data.',
    });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsAndBudget',
        principals: [
          new iam.ServicePrincipal('cloudwatch.amazonaws.com'),
          new iam.ServicePrincipal('budgets.amazonaws.com'),
        ],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (deployment.alarmEmail !== undefined) {
      topic.addSubscription(new subscriptions.EmailSubscription(deployment.alarmEmail));
      acknowledge(topic, {
        'Serverless-SNSRedrivePolicy':
          'An e-mail that cannot be delivered would wait in a queue that nobody reads either.',
      });
    }
    return topic;
  }

  /** One alarm over all failure queues: their lengths, added up. */
  private setAside(events: EventsStack): cloudwatch.IMetric {
    const lengths = events.failureQueues.map(({ queue }, at): [string, cloudwatch.IMetric] => [
      `q${at}`,
      queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: fiveMinutes }),
    ]);
    return new cloudwatch.MathExpression({
      expression: lengths.map(([name]) => name).join(' + '),
      usingMetrics: Object.fromEntries(lengths),
      label: 'Messages set aside',
      period: fiveMinutes,
    });
  }

  private budget(deployment: Deployment, topic: sns.Topic): void {
    const told = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const budget = new budgets.CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: deployment.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [
        {
          notification: {
            notificationType: 'ACTUAL',
            comparisonOperator: 'GREATER_THAN',
            threshold: 80,
            thresholdType: 'PERCENTAGE',
          },
          subscribers: told,
        },
        {
          notification: {
            notificationType: 'FORECASTED',
            comparisonOperator: 'GREATER_THAN',
            threshold: 100,
            thresholdType: 'PERCENTAGE',
          },
          subscribers: told,
        },
      ],
    });
    budget.node.addDependency(topic);
  }
}
