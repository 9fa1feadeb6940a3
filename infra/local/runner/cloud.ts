import { randomBytes } from 'node:crypto';
import { type Listening, listen } from '../aws-json/listen.ts';
import { createCognito, type LocalCognito } from '../cognito/cognito.ts';
import { createDynamo, type LocalDynamo } from '../dynamodb/dynamodb.ts';
import { createDeliverer, type Deliverer } from '../events/deliverer.ts';
import { createEvents } from '../events/events.ts';
import { httpApi } from '../http-api/http-api.ts';
import { createKms } from '../kms/kms.ts';
import { createLambda, type LocalLambda } from '../lambda/lambda.ts';
import { createRecorder, type Recorder } from '../recorder/recorder.ts';
import { s3Access } from '../recorder/s3-access.ts';
import { createS3 } from '../s3/server.ts';
import { createSes } from '../ses/ses.ts';
import { createSqs, type LocalSqs } from '../sqs/sqs.ts';
import { site } from '../web/site.ts';
import { readAssembly } from './assembly.ts';
import { type Background, runBackground } from './background.ts';
import { type AccessKey, OPERATOR, openCredentials } from './credentials.ts';
import { exportWriter } from './export-writer.ts';
import { buildGraph, type Graph } from './graph.ts';
import { keyUser } from './key-user.ts';
import { templateParameters } from './parameters.ts';
import { ANY_PORTS, listenLate, type SitePorts } from './ports.ts';
import { readBuckets, readKeys, readTables } from './read-data.ts';
import { readBuses, readQueues, readRules } from './read-events.ts';
import { readApis, readFunctions } from './read-functions.ts';
import { readPools } from './read-identity.ts';
import { readSite } from './read-sites.ts';

export interface CloudOptions {
  /** Everything that lasts lies here. */
  readonly dir: string;
  /** What the CDK synthesised. */
  readonly assemblyDir: string;
  /** The built pages: one folder for each site. */
  readonly pagesDir: string;
  readonly ports?: SitePorts;
  readonly scanner?: 'clamd' | 'none';
  readonly now?: () => Date;
  /** Invocations at once in all; a new AWS account has ten. */
  readonly concurrency?: number;
  readonly log?: (line: string) => void;
}

export interface Addresses {
  readonly catalogue: string;
  readonly console: string;
  readonly mail: string;
  readonly files: string;
  readonly signIn: string;
}

export interface LocalCloud {
  readonly addresses: Addresses;
  /** For standard AWS clients; S3 wants path-style addresses. */
  readonly aws: AccessKey & { readonly region: string; readonly endpoints: Readonly<Record<string, string>> };
  readonly graph: Graph;
  /** What CloudFront would add to requests, for clients that call a function as the sites do. */
  readonly originSecret: string;
  readonly lambda: LocalLambda;
  readonly dynamo: LocalDynamo;
  readonly sqs: LocalSqs;
  readonly deliverer: Deliverer;
  readonly recorder: Recorder;
  readonly ensurePracticeUser: LocalCognito['ensurePracticeUser'];
  /** Lets a schedule happen now, by its logical id. */
  readonly fireSchedule: (logicalId: string) => void;
  readonly stop: () => Promise<void>;
}

const SWEEP_MS = 10 * 60_000;
const ACCOUNT = '000000000000';
const localhost = ({ port }: Listening) => `http://localhost:${port}`;

/** The whole cloud in this process and its children, from the synthesised templates. */
export async function startLocalCloud(options: CloudOptions): Promise<LocalCloud> {
  const { dir, log = () => undefined, now = () => new Date() } = options;
  const closers: (() => unknown)[] = [];
  const assembly = readAssembly(options.assemblyDir);
  const { region } = assembly;
  const { keyOf, lookup: credentials } = openCredentials(dir);
  const operator = keyOf(OPERATOR);
  const recorder = createRecorder(dir);
  const common = { dir, region, accountId: ACCOUNT, now, credentials, record: recorder.record };

  const ports = options.ports ?? ANY_PORTS;
  const sites = {
    catalogue: await listenLate(ports.catalogue),
    console: await listenLate(ports.console),
    files: await listenLate(ports.files),
  };
  const ses = await createSes({ ...common, identities: ['library.localhost'] });
  const mail = await ses.listen(ports.mail);
  const cognito = createCognito({
    ...common,
    sendMail: (message) => ses.deliver({ from: 'sign-in@library.localhost', ...message }),
  });
  const signIn = await cognito.listen(ports.signIn);

  const kms = createKms(common);
  const kmsServer = await kms.listen(0);
  const sqs = createSqs(common);
  const sqsServer = await sqs.listen(0);

  const keyIds = new Map<string, string>();
  const uploadOrigin: { url?: string } = {};
  const originSecret = randomBytes(24).toString('base64url');
  const parameter = templateParameters({
    assembly,
    accountId: ACCOUNT,
    origins: {
      Catalogue: localhost(sites.catalogue),
      Console: localhost(sites.console),
      Files: localhost(sites.files),
    },
    uploadOrigin: () => uploadOrigin.url,
    originSecret,
    scanner: options.scanner ?? 'none',
    poolAddresses: cognito.addresses,
  });
  const graph = buildGraph(assembly, {
    accountId: ACCOUNT,
    parameter,
    live: {
      keyId: (logicalId) => {
        const id = keyIds.get(logicalId);
        if (id === undefined) throw new Error(`Key ${logicalId} is used before it is made.`);
        return id;
      },
      queueUrl: sqs.queueUrl,
    },
  });
  for (const key of readKeys(graph)) keyIds.set(key.logicalId, kms.ensureKey(key).keyId);

  const lambda: { current?: LocalLambda } = {};
  const invoker = {
    invokeWhenFree: (name: string, payload: string) => {
      if (!lambda.current) throw new Error('Functions are not ready yet.');
      return lambda.current.invokeWhenFree(name, payload);
    },
  };
  for (const queue of readQueues(graph)) sqs.queues.define(queue);
  const deliverer = createDeliverer(dir, { lambda: invoker, queues: sqs.queues, log });
  const events = createEvents({ ...common, deliverer });
  const eventsServer = await events.listen(0);

  const s3 = await createS3({
    ...common,
    access: s3Access(graph),
    onEvent: (event) => events.publish('default', event),
    useKey: keyUser(kms, [...keyIds.values()]),
    onError: (error) => log(`s3: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const s3Url = `http://localhost:${await s3.listen(0)}`;
  uploadOrigin.url = s3Url;
  for (const bucket of readBuckets(graph)) s3.configureBucket(bucket);

  const exportsTo = exportWriter(s3Url, region, keyOf);
  const background: { current?: Background } = {};
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  const dynamo = await createDynamo({
    ...common,
    log,
    ...(endpoint === undefined ? {} : { endpoint }),
    onWrite: () => background.current?.poke(),
    putExportObject: exportsTo.put,
  });
  const dynamoServer = await dynamo.listen(0);
  for (const table of readTables(graph)) await dynamo.ensureTable(table);

  const endpoints = {
    dynamodb: dynamoServer.url,
    s3: s3Url,
    kms: kmsServer.url,
    sqs: sqsServer.url,
    events: eventsServer.url,
    sesv2: mail.url,
    cognitoIdp: signIn.url,
  };
  lambda.current = await createLambda({
    dir,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    sharedEnv: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_KMS: endpoints.kms,
      AWS_ENDPOINT_URL_SQS: endpoints.sqs,
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
      AWS_ENDPOINT_URL_SESV2: endpoints.sesv2,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognitoIdp,
      S3_FORCE_PATH_STYLE: '1',
    },
  });
  for (const definition of readFunctions(graph, assembly, keyOf)) lambda.current.define(definition);
  for (const pool of readPools(graph)) cognito.ensurePool(pool);

  const apiUrls = new Map<string, string>();
  for (const { apiId, routes } of readApis(graph)) {
    const handler = httpApi({ apiId, accountId: ACCOUNT, region, now, lambda: lambda.current, routes, log });
    const server = await listen(handler, 0);
    apiUrls.set(apiId, server.url);
    closers.push(server.close);
  }
  const apiUrl = (apiId: string) => {
    const url = apiUrls.get(apiId);
    if (url === undefined) throw new Error(`There is no API ${apiId}.`);
    return url;
  };
  const webStack = assembly.stacks.find(({ template }) => 'ConsoleHost' in template.Outputs)?.name ?? '';
  for (const [name, server] of Object.entries(sites)) {
    const output = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Host`;
    const distribution = graph.byIdentity('AWS::CloudFront::Distribution', String(graph.output(webStack, output)));
    if (!distribution) throw new Error(`The templates have no distribution behind the output ${output}.`);
    const definition = readSite(graph, distribution);
    server.answerWith(site({ definition, pagesDir: options.pagesDir, apiUrl, log }));
  }

  for (const bus of readBuses(graph)) events.defineBus(bus);
  for (const rule of readRules(graph)) events.defineRule(rule);
  const running = runBackground(graph, { dir, region, lambda: invoker, queues: sqs.queues, dynamo, deliverer, log });
  background.current = running;
  const sweeper = setInterval(() => {
    s3.sweep(now());
    dynamo.sweep().catch((error: unknown) => log(`dynamodb: sweep failed: ${String(error)}`));
  }, SWEEP_MS);

  async function stop(): Promise<void> {
    clearInterval(sweeper);
    await Promise.all(Object.values(sites).map((server) => server.close()));
    for (const close of closers) await close();
    const { drained } = running.stopTaking();
    // What functions hold when they are stopped comes again at the next start.
    await lambda.current?.close();
    await drained;
    await deliverer.close();
    await dynamoServer.close();
    await dynamo.close();
    exportsTo.close();
    await s3.close();
    await eventsServer.close();
    await sqsServer.close();
    sqs.close();
    running.close();
    await signIn.close();
    cognito.close();
    await mail.close();
    await ses.close();
    await kmsServer.close();
    kms.close();
    recorder.close();
  }
  return {
    addresses: {
      catalogue: localhost(sites.catalogue),
      console: localhost(sites.console),
      mail: localhost(mail),
      files: localhost(sites.files),
      signIn: localhost(signIn),
    },
    aws: { ...operator, region, endpoints },
    graph,
    originSecret,
    lambda: lambda.current,
    dynamo,
    sqs,
    deliverer,
    recorder,
    ensurePracticeUser: cognito.ensurePracticeUser,
    fireSchedule: running.fireSchedule,
    stop,
  };
}
