import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { FailureQueue } from './work-queue.ts';

/** What happens by the clock, in UTC. Each schedule has a role that can do its one thing. */
export class Schedules extends Construct {
  private readonly failures: FailureQueue;

  constructor(scope: Construct, id: string, failures: FailureQueue) {
    super(scope, id);
    this.failures = failures;
  }

  call(id: string, when: string, description: string, fn: { readonly lambda: lambda.Function }): void {
    const arn = fn.lambda.functionArn;
    const role = new iam.Role(this, `${id}Role`, {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Strongroom schedule: ${id}`,
    });
    role.addToPolicy(new iam.PolicyStatement({ sid: 'Do', actions: ['lambda:InvokeFunction'], resources: [arn] }));
    const failed = this.failures.queue.queueArn;
    role.addToPolicy(new iam.PolicyStatement({ sid: 'GiveUp', actions: ['sqs:SendMessage'], resources: [failed] }));
    const schedule = new scheduler.CfnSchedule(this, id, {
      description,
      scheduleExpression: when,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: failed },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3600 },
      },
    });
    schedule.node.addDependency(role);
  }
}
