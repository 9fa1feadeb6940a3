import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RecordCall } from '../aws-json/calls.ts';
import { jsonEndpoint } from '../aws-json/endpoint.ts';
import { readInput } from '../aws-json/input.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import type { CredentialLookup } from '../sigv4/verify.ts';
import type { Deliverer, Target } from './deliverer.ts';
import { compilePattern, type Matches } from './pattern.ts';

export interface RuleDefinition {
  readonly name: string;
  readonly bus: string;
  readonly pattern: unknown;
  readonly targets: readonly (Target & { readonly id: string; readonly input?: string | undefined })[];
}

export interface EventsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
  readonly deliverer: Deliverer;
}

export interface LocalEvents {
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  readonly defineBus: (name: string) => void;
  readonly defineRule: (rule: RuleDefinition) => void;
  /** Puts an event of an AWS service on a bus. */
  readonly publish: (bus: string, event: BusEvent) => void;
}

export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

// EventBridge: ten entries, and 1 MB for all of them together.
const LARGEST_REQUEST = 1_048_576;
const entry = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  TraceHeader: z.string().optional(),
});
type Entry = z.infer<typeof entry>;
const putInput = z.strictObject({ Entries: z.array(entry).min(1).max(10) });

function detailOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf({ Source = '', DetailType = '', Detail = '', Resources }: Entry): number {
  return [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 14);
}

/** EventBridge on this machine: buses, rules, and the `PutEvents` call. */
export function createEvents(options: EventsOptions): LocalEvents {
  const { region, accountId, deliverer } = options;
  const buses = new Set(['default']);
  const rules: { readonly rule: RuleDefinition; readonly matches: Matches }[] = [];

  function publish(bus: string, event: BusEvent): void {
    const wanted = rules.filter(({ rule, matches }) => rule.bus === bus && matches(event));
    const payload = JSON.stringify(event);
    deliverer.deliver(
      wanted.flatMap(({ rule }) =>
        rule.targets.map(({ id, input }) => ({ target: `${rule.name}/${id}`, payload: input ?? payload })),
      ),
    );
  }
  function put(given: Entry, principal: string) {
    const bus = given.EventBusName.split('/').at(-1) ?? given.EventBusName;
    const resource = `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
    const context: Record<string, string> = {
      ...(given.Source === undefined ? {} : { 'events:source': given.Source }),
      ...(given.DetailType === undefined ? {} : { 'events:detail-type': given.DetailType }),
    };
    options.record({ service: 'events', action: 'PutEvents', resource, principal, context });
    const refuse = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
    if (!buses.has(bus)) return refuse('InvalidArgument', `There is no event bus ${bus}.`);
    const { Source, DetailType } = given;
    if (!Source)
      return refuse('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
    if (Source.startsWith('aws.')) return refuse('NotAuthorizedForSourceException', 'Not authorized for the source.');
    if (!DetailType) return refuse('InvalidArgument', 'Parameter DetailType is not valid. Reason: it is required.');
    const detail = detailOf(given.Detail);
    if (!detail) return refuse('MalformedDetail', 'Detail is malformed.');
    const id = randomUUID();
    const time = new Date(given.Time === undefined ? options.now() : given.Time * 1000);
    publish(bus, {
      version: '0',
      id,
      'detail-type': DetailType,
      source: Source,
      account: accountId,
      time: `${time.toISOString().slice(0, 19)}Z`,
      region,
      resources: given.Resources,
      detail,
    });
    return { EventId: id };
  }
  const handle = jsonEndpoint({
    ...options,
    service: 'events',
    target: 'AWSEvents',
    actions: {
      PutEvents: (input, { principal }) => {
        const { Entries } = readInput(putInput, input);
        const size = Entries.reduce((sum, each) => sum + sizeOf(each), 0);
        if (size > LARGEST_REQUEST) readInput(z.never(), 'entries over 1 MB together');
        const results = Entries.map((each) => put(each, principal));
        return { FailedEntryCount: results.filter((each) => 'ErrorCode' in each).length, Entries: results };
      },
    },
  });
  return {
    listen: (port, host) => listen(handle, port, host),
    defineBus: (name) => buses.add(name),
    defineRule: (rule) => {
      if (!buses.has(rule.bus)) throw new Error(`Rule ${rule.name} is for the bus ${rule.bus}, which is not there.`);
      rules.push({ rule, matches: compilePattern(rule.pattern) });
      for (const { id, ...target } of rule.targets) deliverer.define(`${rule.name}/${id}`, target);
    },
    publish,
  };
}
