import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
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

  /**
   * A count, or a measure, that a function writes into its own log in the embedded metric format
   * (`metrics.addMetric(name, …)` with the function's id as service name). No other dimension: each combination is paid for.
   */
  told(
    metricName: string,
    fn: { readonly spec: { readonly id: string } },
    period: Duration,
    statistic: 'Sum' | 'Maximum' | 'Minimum' = 'Sum',
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace,
      metricName,
      dimensionsMap: { service: fn.spec.id },
      statistic,
      period,
    });
  }
}
