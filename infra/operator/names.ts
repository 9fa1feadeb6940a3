import * as z from 'zod';

/** Outputs of the stacks, by stack and name: what an operator needs to know of a deployment. */
export const Names = z.object({
  records: z.string(),
  ledger: z.string(),
  keys: z.string(),
  transient: z.string(),
  backupsBucket: z.string(),
  /** Where exports land, and take-home copies wait to be fetched. */
  workBucket: z.string(),
  dataKey: z.string(),
  staffPool: z.string(),
  patronPool: z.string(),
});
export type Names = z.infer<typeof Names>;

const outputs = {
  records: ['StrongroomData', 'RecordsTable'],
  ledger: ['StrongroomData', 'LedgerTable'],
  keys: ['StrongroomData', 'KeysTable'],
  transient: ['StrongroomData', 'TransientTable'],
  backupsBucket: ['StrongroomData', 'BackupsBucket'],
  workBucket: ['StrongroomData', 'WorkBucket'],
  dataKey: ['StrongroomData', 'DataKey'],
  staffPool: ['StrongroomIdentity', 'StaffPool'],
  patronPool: ['StrongroomIdentity', 'PatronPool'],
} as const satisfies Record<keyof Names, readonly [string, string]>;

/** Names of a deployment from the outputs of its stacks; undefined when one is missing. */
export const namesFrom = (output: (stack: string, name: string) => unknown): Names | undefined => {
  const found = Object.entries(outputs).map(([name, [stack, key]]) => [name, output(stack, key)] as const);
  return Names.safeParse(Object.fromEntries(found)).data;
};
