import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordCall } from '../aws-json/calls.ts';
import { AwsError } from '../aws-json/errors.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import type { CredentialLookup } from '../sigv4/verify.ts';
import { dynamoNames } from './arns.ts';
import { type Engine, externalEngine, startDynoxide } from './child.ts';
import { type CallEngine, engineCaller } from './engine-call.ts';
import type { PutExportObject } from './export-run.ts';
import { createExports } from './exports.ts';
import { dynamoFront, type OwnAction } from './front.ts';
import { describeRecovery, RECOVERY_DAYS, readRecoveryUpdate, readTableName } from './recovery.ts';
import { indexChanges, trimChanges } from './snapshot.ts';
import { openDynamoState } from './state.ts';
import { describeTable, ensureTable, type TableDefinition } from './tables.ts';
import { sweepExpired } from './ttl.ts';

export interface DynamoOptions {
  /** The data folder of the local cloud; tables go into its `dynamodb` folder. */
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  /** The clock by which requests are signed, where it is another one: a test that moves time cannot move the client's. */
  readonly signedAt?: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
  readonly putExportObject: PutExportObject;
  readonly log: (line: string) => void;
  /** Told after every request that may have changed something. */
  readonly onWrite?: () => void;
  /** A DynamoDB somebody else runs, instead of our own engine. It cannot be exported. */
  readonly endpoint?: string;
}

export interface LocalDynamo {
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  readonly ensureTable: (definition: TableDefinition) => Promise<void>;
  /** Straight to the engine, for the runner's own stream reader. */
  readonly call: CallEngine;
  /** Deletes expired items of every table that has a time to live, as AWS does hours or days later. */
  readonly sweep: () => Promise<number>;
  /** The next export of the table misses its last `changes` changes, as AWS may when a transaction is half propagated; they count as made after its moment. */
  readonly tearNextExport: (table: string, changes: number) => void;
  readonly enginePid: () => number | undefined;
  readonly close: () => Promise<void>;
}

async function openEngine(options: DynamoOptions, file: string): Promise<Engine> {
  if (options.endpoint !== undefined) return externalEngine(options.endpoint);
  trimChanges(file, Math.floor(options.now().getTime() / 1000) - RECOVERY_DAYS * 86_400);
  const engine = await startDynoxide(file, options.log);
  indexChanges(file);
  return engine;
}

export async function createDynamo(options: DynamoOptions): Promise<LocalDynamo> {
  const folder = join(options.dir, 'dynamodb');
  mkdirSync(folder, { recursive: true });
  const dataFile = join(folder, 'tables.sqlite');
  const engine = await openEngine(options, dataFile);
  const { call, close: closeCalls } = engineCaller(engine);
  const state = openDynamoState(join(folder, 'aws.sqlite'));
  const names = dynamoNames(options.region, options.accountId);
  const swept = new Map<string, { name: string; attribute: string; keyNames: readonly string[] }>();
  const tears = new Map<string, number>();

  async function facts(table: string) {
    try {
      const { TableId, KeySchema } = await describeTable(call, table);
      return { tableId: TableId, keyNames: KeySchema.map((key) => key.AttributeName) };
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
      throw new AwsError('TableNotFoundException', `Table not found: ${names.table(table)}`);
    }
  }
  const takeTear = (table: string) => {
    const tear = tears.get(table) ?? 0;
    tears.delete(table);
    return tear;
  };
  const { cutAt, saveCut } = state;
  const tools = {
    dataFile,
    put: options.putExportObject,
    tableArn: names.table,
    now: options.now,
    takeTear,
    cutAt,
    saveCut,
  };
  const exports = createExports({ names, state, tools, facts });

  const own: Record<string, OwnAction> = {
    DescribeContinuousBackups: async (body) => {
      const table = readTableName(body, names);
      await facts(table);
      return describeRecovery(state, table, options.now().getTime());
    },
    UpdateContinuousBackups: async (body) => {
      const { table, enabled } = readRecoveryUpdate(body, names);
      await facts(table);
      setRecovery(table, enabled);
      return describeRecovery(state, table, options.now().getTime());
    },
    ExportTableToPointInTime: (body, principal) => {
      if (options.endpoint === undefined) return exports.start(body, principal);
      throw new AwsError('UnknownOperationException', 'A DynamoDB named by DYNAMODB_ENDPOINT cannot be exported here.');
    },
    DescribeExport: exports.describe,
    ListExports: exports.list,
  };
  const setRecovery = (table: string, enabled: boolean) =>
    state.setPitr(table, enabled ? options.now().getTime() : undefined);

  const handle = dynamoFront({ ...options, now: options.signedAt ?? options.now, names, call, own });
  return {
    listen: (port, host) => listen(handle, port, host),
    call,
    ensureTable: async (definition) => {
      await ensureTable(call, definition);
      setRecovery(definition.name, definition.pitr);
      const keyNames = definition.keySchema.map((key) => key.AttributeName);
      const { name, ttlAttribute } = definition;
      if (ttlAttribute !== undefined) swept.set(name, { name, attribute: ttlAttribute, keyNames });
    },
    sweep: async () => {
      let deleted = 0;
      for (const table of swept.values()) {
        deleted += await sweepExpired(call, table, Math.floor(options.now().getTime() / 1000));
      }
      return deleted;
    },
    tearNextExport: (table, changes) => tears.set(table, changes),
    enginePid: engine.pid,
    close: async () => {
      await exports.close();
      closeCalls();
      await engine.close();
      state.close();
    },
  };
}
