import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { environment } from '../../shared/aws/environment.ts';
import { queueSender, type SendTo } from '../../shared/aws/queue.ts';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { type Runner, runJob } from '../../shared/jobs/run-job.ts';

/** A message is the event that asked for the job, or our own word that it goes on. */
const Message = z.union([
  z.object({ jobId: z.string() }),
  z.object({ detail: z.object({ recordId: z.string() }) }).transform(({ detail }) => ({ jobId: detail.recordId })),
]);

/** The Lambda handler of a worker: takes jobs of its kinds from its queue, one at a time. */
export const workerFunction = (name: string, reserve: number, compose: (system: System) => Runner) => {
  const logger = new Logger({ serviceName: name });
  let parts: { system: System; runner: Runner; send: SendTo; queue: string } | undefined;
  const ready = () => {
    if (parts === undefined) {
      const system = systemFromEnvironment();
      parts = { system, runner: compose(system), send: queueSender(), queue: environment(['QUEUE_URL']).QUEUE_URL };
    }
    return parts;
  };
  return async (event: SQSEvent, context: Context): Promise<void> => {
    const { system, runner, send, queue } = ready();
    for (const record of event.Records) {
      const { jobId } = Message.parse(JSON.parse(record.body));
      logger.info('job taken', { jobId });
      await runJob(system, runner, jobId, {
        owner: context.awsRequestId,
        timeLeft: () => context.getRemainingTimeInMillis(),
        reserve,
        again: (id, afterSeconds) => send(queue, { jobId: id }, afterSeconds),
      }).catch((error: unknown) =>
        logger.error('step failed', { jobId, error: error instanceof Error ? error : String(error) }),
      );
    }
  };
};
