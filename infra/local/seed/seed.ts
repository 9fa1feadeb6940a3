import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { classKeyFragment } from '../../../shared/aws/keyring.ts';
import { composeSystem } from '../../../shared/aws/system.ts';
import type { LocalCloud } from '../runner/cloud.ts';
import { type Graph, propertiesOf } from '../runner/graph.ts';
import { type Account, seedLibrary } from './library.ts';

const Properties = z.looseObject({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});
const Founding = z.object({
  RECORDS_TABLE: z.string(),
  LEDGER_TABLE: z.string(),
  KEYS_TABLE: z.string(),
  STAFF_POOL_ID: z.string(),
  DATA_KEY_ID: z.string(),
});

/** The names the founding function was given: the same tables, key and pool. */
const foundingOf = (graph: Graph): z.infer<typeof Founding> => {
  for (const resource of graph.ofType('AWS::Lambda::Function')) {
    const found = Founding.safeParse(propertiesOf(resource, Properties).Environment?.Variables);
    if (found.success) return found.data;
  }
  throw new Error('The templates have no function that founds a library.');
};

const patronPool = (graph: Graph, staffPool: string): string => {
  const pools = graph.ofType('AWS::Cognito::UserPool').map((pool) => pool.identity.ref);
  const other = pools.find((pool) => pool !== staffPool);
  if (other === undefined) throw new Error('The templates have no pool for patrons.');
  return other;
};

/** Fills an empty local cloud: a founded library, practice accounts, and the demo library unless `empty`. */
export const seed = async (
  cloud: Pick<LocalCloud, 'aws' | 'graph' | 'ensurePracticeUser'>,
  options: { readonly empty: boolean; readonly say: (line: string) => void },
): Promise<Account[]> => {
  const names = foundingOf(cloud.graph);
  const { accessKeyId, secretAccessKey, region, endpoints } = cloud.aws;
  const common = { region, credentials: { accessKeyId, secretAccessKey } };
  const endpoint = (service: string) => z.string().parse(endpoints[service]);
  const dynamo = new DynamoDBClient({ ...common, endpoint: endpoint('dynamodb') });
  const kms = new KMSClient({ ...common, endpoint: endpoint('kms') });
  const tables = { records: names.RECORDS_TABLE, ledger: names.LEDGER_TABLE, keys: names.KEYS_TABLE, transient: '' };
  const pools = { staff: names.STAFF_POOL_ID, patron: patronPool(cloud.graph, names.STAFF_POOL_ID) };
  try {
    return await seedLibrary(
      {
        system: composeSystem({ dynamo, kms, tables, clock: () => new Date() }),
        classKeyTx: (keysTable) => classKeyFragment(names.DATA_KEY_ID, keysTable, kms),
        ensureUser: (pool, user) => cloud.ensurePracticeUser({ poolId: pools[pool], ...user }),
        log: options.say,
      },
      { demo: !options.empty },
    );
  } finally {
    dynamo.destroy();
    kms.destroy();
  }
};
