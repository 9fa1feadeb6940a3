import type { ProvedCopy } from '../../audit/proved-copies.ts';
import { itemHash } from '../../aws/canonical.ts';
import { type ChangeContext, eventFragment, ledgerEvent } from '../../aws/change.ts';
import { check, putNew, remove, toItem } from '../../aws/fragments.ts';
import { purgeTailKey, purgeTails, recordKey } from '../../aws/keys.ts';
import type { Fragment } from '../../aws/transaction.ts';
import type { BinKind } from '../../contracts/bin.ts';
import type { EventType } from '../../contracts/record.ts';
import { AppError } from '../../kernel/app-error.ts';
import { type Going, type OldVersion, type PurgePlan, roughBytes } from './purgeable.ts';

/** Of the hundred parts of a transaction some are the job's own, and one holds the copy to its proof. */
const MOST_PARTS = 92;
/** Of four megabytes. */
const MOST_BYTES = 3_000_000;

const purged = {
  title: 'title.purged',
  item: 'item.purged',
  patron: 'patron.purged',
  branch: 'branch.purged',
} as const satisfies Record<BinKind, EventType>;

/** One transaction of a purge. */
export interface PurgeStep {
  /** The records that go in it. */
  readonly records: number;
  /** The events in it name the copy that holds what goes. */
  readonly fragments: (context: ChangeContext, copy: ProvedCopy) => Fragment[];
}

/** Deletes one earlier version. */
export const versionGoesTx = (records: string, { key }: OldVersion): Fragment =>
  remove(
    `history:${key.PK}:${key.SK}`,
    records,
    key,
    { condition: 'attribute_exists(#pk)', names: { '#pk': 'PK' }, values: {} },
    () => new AppError('stale-version'),
  );

/** Deletes the record at exactly this version: of a restore and this, one wins. The ledger keeps that it was. */
const recordGoesTx = (context: ChangeContext, going: Going, copy: ProvedCopy): Fragment[] => {
  const { entity, id, version } = going;
  const titleId = going.item['titleId']?.S;
  const event = ledgerEvent(context, {
    type: purged[entity],
    entity,
    recordId: id,
    version: version + 1,
    // What the record was when it went.
    hash: itemHash(going.item),
    params: { backupId: copy.backupId, heldUntil: copy.keptUntil, ...(titleId === undefined ? {} : { titleId }) },
  });
  return [
    remove(
      `${entity}:${id}`,
      context.tables.records,
      recordKey(entity, id),
      { condition: '#version = :version', names: { '#version': 'version' }, values: { ':version': version } },
      () => new AppError('stale-version', { entity }),
    ),
    eventFragment(context, event),
  ];
};

/** As many of the earlier versions as fit into the transaction of the record; the rest follows. */
const fitting = (history: readonly OldVersion[], parts: number, bytes: number): number => {
  let room = bytes;
  let count = 0;
  for (const version of history) {
    room -= version.bytes;
    if (count >= parts || room < 0) break;
    count += 1;
  }
  return count;
};

/** What is left of a record's past is on a list until it is gone, so that no crash can leave it lying about. */
const tailTx = (records: string, { entity, id, version }: Going): Fragment =>
  putNew(
    `tail:${entity}:${id}`,
    records,
    toItem({ ...purgeTailKey(entity, id), GSI2PK: purgeTails(), GSI2SK: `${entity}#${id}`, entity, id, version }),
    () => new AppError('stale-version', { entity }),
  );

const aloneStep = (going: Going): PurgeStep => ({
  records: 1,
  fragments: (context, copy) => {
    const { records } = context.tables;
    const own = [...recordGoesTx(context, going, copy), ...going.beside(true)];
    const count = fitting(going.history, MOST_PARTS - own.length - 1, MOST_BYTES - roughBytes(going.item));
    const versions = going.history.slice(0, count).map((version) => versionGoesTx(records, version));
    return [...own, ...versions, ...(count < going.history.length ? [tailTx(records, going)] : [])];
  },
});

const wholeStep = ({ going }: PurgePlan): PurgeStep => ({
  records: going.length,
  fragments: (context, copy) =>
    going.flatMap((one) => [
      ...recordGoesTx(context, one, copy),
      ...one.beside(false),
      ...one.history.map((version) => versionGoesTx(context.tables.records, version)),
    ]),
});

/** The transactions that delete all of a plan: one where it fits, else what hangs on the record first. */
export const stepsOf = (plan: PurgePlan): readonly PurgeStep[] => {
  const parts = plan.going.reduce((sum, one) => sum + 2 + one.beside(false).length + one.history.length, 0);
  const bytes = plan.going.reduce(
    (sum, one) => one.history.reduce((more, { bytes: size }) => more + size, sum + roughBytes(one.item)),
    0,
  );
  if (parts <= MOST_PARTS && bytes <= MOST_BYTES) return [wholeStep(plan)];
  const { close } = plan;
  const closing = close === undefined ? [] : [{ records: 0, fragments: () => [close] }];
  return [...closing, ...plan.going.map(aloneStep)];
};

/** Holds the commit to the copy as it was proved: a proof that fails meanwhile stops the purge. */
export const copyStandsTx = (records: string, copy: ProvedCopy): Fragment =>
  check(
    'copy',
    records,
    recordKey('backup', copy.backupId),
    { condition: '#version = :version', names: { '#version': 'version' }, values: { ':version': copy.version } },
    () => new AppError('no-proved-copy'),
  );
