import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

const namespace = 'Strongroom';

export interface AlarmProps {
  /** What the e-mail says: what is wrong, and what to do next. */
  readonly sentence: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly periods?: number;
  /** `ill`: no news is bad news. */
  readonly silence?: 'well' | 'ill';
  readonly below?: true;
}

/** Alarms that speak in sentences, to one topic. */
export class Alarms extends Construct {
  private readonly topic: sns.ITopic;

  constructor(scope: Construct, id: string, topic: sns.ITopic) {
    super(scope, id);
    this.topic = topic;
  }

  add(id: string, props: AlarmProps): void {
    if (props.sentence.length < 60) throw new Error(`Alarm ${id} must say what is wrong and what to do`);
    const { LESS_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmDescription: props.sentence,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: props.below === true ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.silence === 'ill' ? BREACHING : NOT_BREACHING,
    });
    // Named outright: the action helper needs a class per target, and there is one target.
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic.topicArn }) });
  }

  /** Counts log lines that match. One metric, without dimensions: each combination is paid for. */
  count(id: string, logGroup: logs.ILogGroup, pattern: string, period: Duration): cloudwatch.Metric {
    new logs.MetricFilter(this, `${id}Filter`, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: namespace,
      metricName: id,
      metricValue: '1',
    });
    return new cloudwatch.Metric({ namespace, metricName: id, statistic: 'Sum', period });
  }
}
