import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Queues hold a message back for fifteen minutes at most. */
const LONGEST_DELAY = 900;

/** Puts a message, as JSON, into a queue. */
export type SendTo = (
  queueUrl: string,
  message: Readonly<Record<string, unknown>>,
  afterSeconds?: number,
) => Promise<void>;

export const queueSender = (): SendTo => {
  const sqs = new SQSClient({});
  return async (queueUrl, message, afterSeconds = 0) => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        DelaySeconds: Math.min(LONGEST_DELAY, Math.max(0, Math.ceil(afterSeconds))),
      }),
    );
  };
};
