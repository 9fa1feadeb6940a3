import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { RecordCall } from '../aws-json/calls.ts';
import { type Action, type Caller, jsonEndpoint } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { readInput } from '../aws-json/input.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import type { CredentialLookup } from '../sigv4/verify.ts';
import { type Message, md5Hex, type Outgoing, openQueues, type QueueStore } from './queue-store.ts';

export interface SqsOptions {
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
}

export interface LocalSqs {
  readonly queues: QueueStore;
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  readonly queueArn: (name: string) => string;
  /** Works once `listen` has told it its address. */
  readonly queueUrl: (name: string) => string;
  readonly close: () => void;
}

// AWS: 1 MiB for a message, and for all messages of a batch together.
const LARGEST_MESSAGE = 1_048_576;
const attributes = z.record(z.string(), z.looseObject({ DataType: z.string() })).optional();
const body = z.string().min(1);
const delaySeconds = z.int().min(0).max(900).optional();
const sendInput = z.strictObject({
  QueueUrl: z.string(),
  MessageBody: body,
  DelaySeconds: delaySeconds,
  MessageAttributes: attributes,
});
const batchInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z
    .array(
      z.strictObject({ Id: z.string(), MessageBody: body, DelaySeconds: delaySeconds, MessageAttributes: attributes }),
    )
    .min(1)
    .max(10),
});
const receiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
});
const receiptInput = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });
const receiptsInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z
    .array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() }))
    .min(1)
    .max(10),
});
const visibilityInput = receiptInput.extend({ VisibilityTimeout: z.int().min(0).max(43_200) });
const attributesInput = z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

function wire(message: Message) {
  const given = Object.keys(message.attributes).length > 0;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: message.md5,
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receives),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    ...(given ? { MessageAttributes: message.attributes } : {}),
  };
}

function checkSize(messages: readonly Outgoing[]): void {
  const size = messages.reduce((sum, message) => sum + Buffer.byteLength(message.body), 0);
  if (size > LARGEST_MESSAGE) {
    throw new AwsError('InvalidParameterValue', `Messages must be shorter than ${LARGEST_MESSAGE} bytes together.`);
  }
}

/** Simple Queue Service on this machine, in its JSON protocol. */
export function createSqs(options: SqsOptions): LocalSqs {
  const { region, accountId, record } = options;
  const queues = openQueues(options.dir, options.now);
  const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  let origin: string | undefined;

  function queueOf(url: string, action: string, { principal }: Caller) {
    const name = url.split('/').at(-1) ?? '';
    record({ service: 'sqs', action, resource: queueArn(name), principal, context: {} });
    const queue = queues.find(name);
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }
  const outgoing = (entry: z.infer<typeof sendInput> | z.infer<typeof batchInput>['Entries'][number]): Outgoing => ({
    body: entry.MessageBody,
    delaySeconds: entry.DelaySeconds,
    attributes: entry.MessageAttributes,
  });

  const actions: Record<string, Action> = {
    SendMessage: (given, caller) => {
      const input = readInput(sendInput, given);
      const { name } = queueOf(input.QueueUrl, 'SendMessage', caller);
      checkSize([outgoing(input)]);
      const [sent] = queues.send(name, [outgoing(input)]);
      return { MessageId: sent?.id, MD5OfMessageBody: md5Hex(input.MessageBody) };
    },
    SendMessageBatch: (given, caller) => {
      const input = readInput(batchInput, given);
      const { name } = queueOf(input.QueueUrl, 'SendMessage', caller);
      const messages = input.Entries.map(outgoing);
      checkSize(messages);
      const sent = queues.send(name, messages);
      const Successful = input.Entries.map(({ Id }, i) => ({
        Id,
        MessageId: sent[i]?.id,
        MD5OfMessageBody: sent[i]?.md5,
      }));
      return { Successful, Failed: [] };
    },
    ReceiveMessage: async (given, caller) => {
      const input = readInput(receiveInput, given);
      const { name, visibilitySeconds } = queueOf(input.QueueUrl, 'ReceiveMessage', caller);
      const visibility = (input.VisibilityTimeout ?? visibilitySeconds) * 1000;
      const until = Date.now() + input.WaitTimeSeconds * 1000;
      for (;;) {
        const found = queues.receive(name, input.MaxNumberOfMessages, visibility, 'client');
        if (found.length > 0 || Date.now() >= until) return { Messages: found.map(wire) };
        await queues.wait(name, until - Date.now());
        await delay(5);
      }
    },
    DeleteMessage: (given, caller) => {
      const input = readInput(receiptInput, given);
      const { name } = queueOf(input.QueueUrl, 'DeleteMessage', caller);
      queues.remove(name, [input.ReceiptHandle]);
      return {};
    },
    DeleteMessageBatch: (given, caller) => {
      const input = readInput(receiptsInput, given);
      const { name } = queueOf(input.QueueUrl, 'DeleteMessage', caller);
      queues.remove(
        name,
        input.Entries.map(({ ReceiptHandle }) => ReceiptHandle),
      );
      return { Successful: input.Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility: (given, caller) => {
      const input = readInput(visibilityInput, given);
      const { name } = queueOf(input.QueueUrl, 'ChangeMessageVisibility', caller);
      if (queues.setVisibility(name, input.ReceiptHandle, input.VisibilityTimeout * 1000)) return {};
      throw new AwsError('ReceiptHandleIsInvalid', 'The message is not in flight.');
    },
    GetQueueUrl: (given, caller) => {
      const { QueueName } = readInput(z.strictObject({ QueueName: z.string() }), given);
      return { QueueUrl: queueUrl(queueOf(QueueName, 'GetQueueUrl', caller).name) };
    },
    GetQueueAttributes: (given, caller) => {
      const input = readInput(attributesInput, given);
      const queue = queueOf(input.QueueUrl, 'GetQueueAttributes', caller);
      const { visible, inFlight, delayed } = queues.counts(queue.name);
      const all: Record<string, string> = {
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
        VisibilityTimeout: String(queue.visibilitySeconds),
        QueueArn: queueArn(queue.name),
      };
      const asked = input.AttributeNames;
      const chosen = asked.includes('All') ? Object.keys(all) : asked.filter((name) => name in all);
      return { Attributes: Object.fromEntries(chosen.map((name) => [name, all[name]])) };
    },
  };
  function queueUrl(name: string): string {
    if (origin === undefined) throw new Error('Queues have no address before they listen.');
    return `${origin}/${accountId}/${name}`;
  }
  const handle = jsonEndpoint({ ...options, service: 'sqs', target: 'AmazonSQS', actions });
  return {
    queues,
    queueArn,
    queueUrl,
    listen: async (port, host) => {
      const listening = await listen(handle, port, host);
      origin = listening.url;
      return listening;
    },
    close: queues.close,
  };
}
