import { resolve } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { composeSystem, type System } from '../../shared/aws/system.ts';
import { readCdkFile } from '../config.ts';
import { accountIn } from '../deploy/account.ts';
import { readRunning } from '../local/start/running-file.ts';
import { root } from '../tools/run-command.ts';
import { type Names, namesFrom } from './names.ts';
import { Refused } from './refused.ts';

/** A deployment as its operator reaches it: here or in the cloud. */
export interface Deployment {
  readonly names: Names;
  readonly system: System;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly cognito: CognitoIdentityProviderClient;
  /** The console's address, where it is known. */
  readonly console: string | undefined;
  readonly close: () => void;
}

interface Clients {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly cognito: CognitoIdentityProviderClient;
}

const deployment = (names: Names, clients: Clients, console: string | undefined): Deployment => {
  const { records, ledger, keys, transient } = names;
  const { dynamo, s3, kms, cognito } = clients;
  const tables = { records, ledger, keys, transient };
  return {
    names,
    system: composeSystem({ dynamo, kms, tables, clock: () => new Date() }),
    s3,
    kms,
    cognito,
    console,
    close: () => {
      for (const client of [dynamo, s3, kms, cognito]) client.destroy();
    },
  };
};

/** The library that runs from a folder on this machine. */
export const localDeployment = (folder: string): Deployment => {
  const dir = resolve(folder);
  const running = readRunning(dir);
  if (running === undefined)
    throw new Refused(`No library runs from ${dir}. Start it first: npm start -- --data ${folder}`);
  const { accessKeyId, secretAccessKey, region, endpoints } = running.aws;
  const at = (service: string) => {
    const endpoint = endpoints[service];
    if (endpoint === undefined) throw new Error(`the library in ${dir} does not say where ${service} is`);
    return { region, endpoint, credentials: { accessKeyId, secretAccessKey } };
  };
  const clients = {
    dynamo: new DynamoDBClient(at('dynamodb')),
    s3: new S3Client({ ...at('s3'), forcePathStyle: true }),
    kms: new KMSClient(at('kms')),
    cognito: new CognitoIdentityProviderClient(at('cognitoIdp')),
  };
  return deployment(running.names, clients, running.addresses.console);
};

/** The library that `npm run deploy` put into the account: the region of cdk.json, the credentials of whoever runs this. */
export const cloudDeployment = async (): Promise<Deployment> => {
  const { region } = readCdkFile(`${root}/cdk.json`).settings;
  const account = accountIn(region);
  const who = await account.account();
  if ('problem' in who)
    throw new Refused(
      `AWS does not know who you are (${who.problem}). Sign in first ("aws sso login"; AWS_PROFILE names a profile), or ` +
        'name a library on this machine with --data DIR.',
    );
  const stacks = new Map<string, Readonly<Record<string, string>> | undefined>();
  for (const name of ['StrongroomData', 'StrongroomIdentity']) stacks.set(name, await account.outputs(name));
  const names = namesFrom((stack, name) => stacks.get(stack)?.[name]);
  if (names === undefined)
    throw new Refused(
      `Account ${who.id} has no library in ${region}, or an older one. Run "npm run deploy" first, or name a library on ` +
        'this machine with --data DIR.',
    );
  const clients = {
    dynamo: new DynamoDBClient({ region }),
    s3: new S3Client({ region }),
    kms: new KMSClient({ region }),
    cognito: new CognitoIdentityProviderClient({ region }),
  };
  return deployment(names, clients, undefined);
};

export const deploymentOf = (data: string | undefined): Promise<Deployment> =>
  data === undefined ? cloudDeployment() : Promise.resolve(localDeployment(data));
