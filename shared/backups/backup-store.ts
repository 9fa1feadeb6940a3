import type { AttributeMap } from '../aws/attribute-value.ts';
import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { allOf, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryAll, queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Backup } from '../contracts/backups.ts';
import type { EventType, LedgerEvent } from '../contracts/record.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

const index = (id: string) => ({ GSI2PK: allOf('backup'), GSI2SK: id });

export const readBackup = async (system: Of, backupId: string): Promise<Stored<Backup> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('backup', backupId));
  return item === undefined ? undefined : readStored(Backup, item);
};

/** A page of backups, newest first. */
export const backupPage = async (
  system: Of,
  limit: number,
  from?: AttributeMap,
): Promise<{ backups: Backup[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.records, allOf('backup'), {
    index: 'GSI2',
    newestFirst: true,
    limit,
    ...(from === undefined ? {} : { from }),
  });
  return {
    backups: page.items.map((item) => readStored(Backup, item).value),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
};

const DAY_MS = 86_400_000;

/** Backups of the last forty days, newest first, and further back until one is found that was proved. */
export const recentBackups = async (system: Of, now: Date): Promise<Backup[]> => {
  const { dynamo, tables } = system;
  const oldest = new Date(now.getTime() - 40 * DAY_MS).toISOString();
  const backups: Backup[] = [];
  for await (const item of queryAll(dynamo, tables.records, allOf('backup'), { index: 'GSI2', newestFirst: true })) {
    const backup = readStored(Backup, item).value;
    if (backup.exportTime < oldest && backups.some((found) => found.proof?.passed === true)) break;
    backups.push(backup);
  }
  return backups;
};

/** The longest any backup is kept: thirteen months. */
const LONGEST_DAYS = 400;

/** Every backup that is kept, the one that shows the newest moment first. */
export const keptBackups = async (system: Of, now: Date): Promise<Backup[]> => {
  const { dynamo, tables } = system;
  const oldest = new Date(now.getTime() - LONGEST_DAYS * DAY_MS).toISOString();
  const kept: Backup[] = [];
  for await (const item of queryAll(dynamo, tables.records, allOf('backup'), { index: 'GSI2', newestFirst: true })) {
    const backup = readStored(Backup, item).value;
    if (backup.exportTime < oldest) break;
    if (backup.state === 'kept') kept.push(backup);
  }
  return kept.sort((a, b) => (a.exportTime < b.exportTime ? 1 : -1));
};

export const startBackupTx = (context: ChangeContext, backup: Backup): Fragment[] =>
  changeFragments(context, {
    after: backup,
    index: index(backup.id),
    type: 'backup.started',
    params: { class: backup.class },
  });

/** A backup as it is from now on, with the event that says so. */
export const changeBackupTx = (
  context: ChangeContext,
  before: Stored<Backup>,
  content: Partial<Backup>,
  type: Extract<EventType, `backup.${string}`>,
  params: LedgerEvent['params'],
): Fragment[] => {
  const after: Backup = { ...before.value, ...content, ...changed(context, before.value) };
  return changeFragments(context, { before, after, index: index(after.id), type, params });
};
