import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { type NewId, ulidSource } from '../kernel/ids.ts';
import { type Library, libraryReader } from '../settings/library.ts';
import { environment } from './environment.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { commit, type Fragment } from './transaction.ts';

/** What every operation works with: the tables, the keys, and the sources of time, ids and chance. */
export interface System {
  readonly dynamo: DynamoDBClient;
  readonly tables: {
    readonly records: string;
    readonly ledger: string;
    readonly keys: string;
    readonly transient: string;
  };
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly newId: NewId;
  readonly random: (bytes: number) => Uint8Array;
  /** Settings and branches, kept for half a minute. */
  readonly library: () => Promise<Library>;
  /** Commits fragments as one transaction; `token` makes a lost answer harmless. */
  readonly commit: (fragments: readonly Fragment[], token: string) => Promise<void>;
}

/**
 * Composes the system from the environment. Called once per container, at the first request.
 * A table a function was not given is an error when it is asked for, so that each function is given only its own.
 */
export const systemFromEnvironment = (): System => {
  const given = process.env;
  const table = (name: string): string => environment([name], given)[name] ?? '';
  return composeSystem({
    dynamo: new DynamoDBClient({}),
    kms: new KMSClient({}),
    tables: {
      get records() {
        return table('RECORDS_TABLE');
      },
      get ledger() {
        return table('LEDGER_TABLE');
      },
      get keys() {
        return table('KEYS_TABLE');
      },
      get transient() {
        return table('TRANSIENT_TABLE');
      },
    },
    clock: () => new Date(),
  });
};

export interface SystemParts {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly tables: {
    readonly records: string;
    readonly ledger: string;
    readonly keys: string;
    readonly transient: string;
  };
  readonly clock: () => Date;
}

export const composeSystem = (parts: SystemParts): System => {
  const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));
  const { dynamo, tables, clock } = parts;
  return {
    dynamo,
    tables,
    library: libraryReader({ dynamo, tables, clock }),
    keyring: createKeyring({ dynamo: parts.dynamo, kms: parts.kms, keysTable: () => parts.tables.keys, random }),
    clock,
    newId: ulidSource(() => parts.clock().getTime()),
    random,
    commit: (fragments, token) => commit(parts.dynamo, fragments, token, Math.random),
  };
};
