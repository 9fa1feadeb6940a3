import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { type NewId, ulidSource } from '../kernel/ids.ts';
import { environment } from './environment.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { commit, type Fragment } from './transaction.ts';

/** What every operation works with: the tables, the keys, and the sources of time, ids and chance. */
export interface System {
  readonly dynamo: DynamoDBClient;
  readonly tables: { readonly records: string; readonly ledger: string; readonly transient: string };
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly newId: NewId;
  readonly random: (bytes: number) => Uint8Array;
  /** Commits fragments as one transaction; `token` makes a lost answer harmless. */
  readonly commit: (fragments: readonly Fragment[], token: string) => Promise<void>;
}

export const systemNames = ['RECORDS_TABLE', 'LEDGER_TABLE', 'KEYS_TABLE', 'TRANSIENT_TABLE'] as const;

/** Composes the system from the environment. Called once per container, at the first request. */
export const systemFromEnvironment = (): System => {
  const env = environment(systemNames);
  return composeSystem({
    dynamo: new DynamoDBClient({}),
    kms: new KMSClient({}),
    records: env.RECORDS_TABLE,
    ledger: env.LEDGER_TABLE,
    keys: env.KEYS_TABLE,
    transient: env.TRANSIENT_TABLE,
    clock: () => new Date(),
  });
};

export interface SystemParts {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly records: string;
  readonly ledger: string;
  readonly keys: string;
  readonly transient: string;
  readonly clock: () => Date;
}

export const composeSystem = (parts: SystemParts): System => {
  const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));
  return {
    dynamo: parts.dynamo,
    tables: { records: parts.records, ledger: parts.ledger, transient: parts.transient },
    keyring: createKeyring({ dynamo: parts.dynamo, kms: parts.kms, keysTable: parts.keys, random }),
    clock: parts.clock,
    newId: ulidSource(() => parts.clock().getTime()),
    random,
    commit: (fragments, token) => commit(parts.dynamo, fragments, token, Math.random),
  };
};
