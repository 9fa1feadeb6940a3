import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type Below, wildcardFinding } from './below.ts';

/** A function as it stands in the list: everything about it that is not a permission. */
export interface FnSpec<E extends string> {
  readonly id: string;
  /** Source file below the repository's root; it exports `handler`. */
  readonly entry: string;
  readonly description: string;
  /** Every environment name it reads. What a grant sets must be listed, and what is listed must be set. */
  readonly env: readonly E[];
  readonly memory: number;
  readonly seconds: number;
  readonly tmpMb?: number;
}

/** A function seen by a grant that sets these environment names. Lists that lack one do not compile. */
export interface Takes<E extends string> {
  readonly setEnv: (name: E, value: string) => void;
  readonly allow: (sid: string, actions: readonly string[], resources: readonly string[], only?: Conditions) => void;
  /** The same for what has no name yet; the reason stands beside the star. */
  readonly allowBelow: (sid: string, actions: readonly string[], places: readonly Below[], reason: string) => void;
}
export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Where the bundle of a source file lies; throws a clear sentence when there is none. */
export type BundleOf = (entry: string) => string;

export interface FnProps {
  readonly bundleOf: BundleOf;
  /** Where events go that were handed over without anybody waiting for the answer; for such functions only. */
  readonly deadLetters?: sqs.IQueue;
}

/**
 * One Lambda function with a role of its own. The role may write to its own log group and nothing else until
 * something is granted. Concurrency is never reserved: a new account has ten in all.
 */
export class Fn<E extends string> extends Construct implements Takes<E> {
  readonly lambda: lambda.Function;
  readonly logGroup: logs.LogGroup;
  readonly role: iam.Role;
  readonly spec: FnSpec<E>;
  private readonly given = new Map<string, string>();

  constructor(scope: Construct, spec: FnSpec<E>, props: FnProps) {
    super(scope, spec.id);
    this.spec = spec;
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Strongroom: ${spec.id}`,
    });
    this.lambda = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(props.bundleOf(spec.entry)),
      description: spec.description,
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      memorySize: spec.memory,
      timeout: Duration.seconds(spec.seconds),
      ...(props.deadLetters === undefined ? {} : { deadLetterQueue: props.deadLetters }),
      ...(spec.tmpMb === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(spec.tmpMb) }),
      environment: { NODE_OPTIONS: '--enable-source-maps' },
    });
    this.allow('OwnLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    acknowledge(this, {
      'Serverless-LambdaTracing':
        'Traces are paid for per request and would tell who did what when; the request id is in every log line.',
      ...(props.deadLetters === undefined
        ? {
            'Serverless-LambdaDLQ':
              'Somebody waits for each answer: the API, or a queue or stream with failures of its own.',
          }
        : {}),
    });
    this.node.addValidation({ validate: () => this.unset() });
  }

  readonly setEnv = (name: E, value: string): void => {
    if (!this.spec.env.includes(name)) throw new Error(`${this.spec.id} does not list ${name}`);
    const before = this.given.get(name);
    if (before === value) return;
    if (before !== undefined) throw new Error(`${this.spec.id} was given two values for ${name}`);
    this.given.set(name, value);
    this.lambda.addEnvironment(name, value);
  };

  readonly allow = (
    sid: string,
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Conditions,
  ): void => {
    if (resources.includes('*')) throw new Error(`${this.spec.id}: ${sid} must name its resources`);
    const statement = new iam.PolicyStatement({
      sid,
      actions: [...actions],
      resources: [...resources],
      ...(conditions === undefined ? {} : { conditions }),
    });
    this.role.addToPrincipalPolicy(statement);
  };

  readonly allowBelow = (sid: string, actions: readonly string[], places: readonly Below[], reason: string): void => {
    acknowledge(this.role, Object.fromEntries(places.map((place) => [wildcardFinding(place), reason])));
    this.allow(
      sid,
      actions,
      places.map(({ arn, path }) => `${arn}${path}`),
    );
  };

  private unset(): string[] {
    return this.spec.env
      .filter((name) => !this.given.has(name))
      .map((name) => `${this.spec.id} lists ${name}, but nothing sets it`);
  }
}
