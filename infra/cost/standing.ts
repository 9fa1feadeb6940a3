import * as z from 'zod';
import type { Standing } from './estimate.ts';

/** The part of a template that costs are counted from. */
export const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
export type Template = z.infer<typeof Template>;

const AlarmMetrics = z.array(z.object({ MetricStat: z.unknown().optional() }));

/** `rate(5 minutes)` runs 8,640 times in a month of thirty days; a daily cron thirty times. */
const runsPerMonth = (expression: unknown): number => {
  const rate = /^rate\((\d+) minutes?\)$/.exec(String(expression));
  return rate?.[1] === undefined ? 30 : (30 * 24 * 60) / Number(rate[1]);
};

/** Counts what stands there and costs, over all templates of a library. */
export const standing = (templates: readonly Template[]): Standing => {
  const resources = templates.flatMap((template) => Object.values(template.Resources));
  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => {
    const metrics = AlarmMetrics.safeParse(alarm.Properties['Metrics']);
    return sum + (metrics.success ? metrics.data.filter((metric) => metric.MetricStat !== undefined).length : 1);
  }, 0);
  return {
    keys: ofType('AWS::KMS::Key').length,
    alarmMetrics,
    // Ours are those that an alarm listens to; each stands in one alarm.
    customMetrics: ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties['Namespace'] === 'Strongroom')
      .length,
    queues: ofType('AWS::Lambda::EventSourceMapping').filter((source) => 'ScalingConfig' in source.Properties).length,
    schedulesPerMonth: ofType('AWS::Scheduler::Schedule').reduce(
      (sum, schedule) => sum + runsPerMonth(schedule.Properties['ScheduleExpression']),
      0,
    ),
  };
};
