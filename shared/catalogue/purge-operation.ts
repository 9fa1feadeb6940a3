import { secondPersonTx } from '../approvals/second-person.ts';
import { holderOf, type ProvedCopy, readProvedCopies } from '../audit/proved-copies.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import type { Handlers } from '../aws/call.ts';
import { numberOf, textOf } from '../aws/fragments.ts';
import { recordKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItems } from '../aws/table.ts';
import type { BinnedRef } from '../contracts/bin.ts';
import { purgeRequest } from '../jobs/bin/run-purge.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { valueHash } from '../kernel/value-hash.ts';
import { readItemsOfTitleNow } from './item-store.ts';

/** The newest change of a record and, of a title, of its copies: they go with it. */
const lastChange = async (system: System, ref: BinnedRef, item: AttributeMap): Promise<string> => {
  const copies = ref.entity === 'title' ? await readItemsOfTitleNow(system, ref.id) : [];
  const own = [textOf(item['binnedAt']) ?? '', textOf(item['updatedAt']) ?? ''];
  return [...own, ...copies.map((copy) => copy.value.updatedAt)].sort().at(-1) ?? '';
};

/** A title's name; names of patrons are sealed and stay so. */
const nameOf = (item: AttributeMap): string | undefined => item['brief']?.M?.['title']?.S ?? item['name']?.S;

const held = async (
  system: System,
  copies: readonly ProvedCopy[],
  ref: BinnedRef,
  item: AttributeMap | undefined,
  records: number,
): Promise<string> => {
  const { entity } = ref;
  if (item === undefined) throw new AppError('not-found', { entity });
  if (item['binnedAt'] === undefined) throw new AppError('not-in-bin', { entity });
  if (numberOf(item['version']) !== ref.version) throw new AppError('stale-version', { entity });
  const copy = holderOf(copies, await lastChange(system, ref, item));
  if (copy !== undefined) return copy.keptUntil;
  const name = records === 1 ? nameOf(item) : undefined;
  throw new AppError('no-proved-copy', name === undefined ? { records } : { records, name });
};

/**
 * Deleting for good before the time is over. Always by two people, and only what a proved copy holds: the purge
 * itself asks again, in the transaction that deletes.
 */
export const purgeHandler = (system: System): Handlers<'catalogue'>['bin.purge'] => {
  return async (call, { records }) => {
    const table = system.tables.records;
    const [items, copies] = await Promise.all([
      getItems(
        system.dynamo,
        records.map(({ entity, id }) => ({ table, key: recordKey(entity, id) })),
      ),
      readProvedCopies(system, call.now),
    ]);
    const until: string[] = [];
    for (const [index, ref] of records.entries())
      until.push(await held(system, copies, ref, items[index], records.length));
    const name = items.flatMap((item) => (item === undefined ? [] : (nameOf(item) ?? [])))[0];
    const params = {
      records: records.length,
      heldUntil: until.sort()[0] ?? '',
      ...(name === undefined ? {} : { name }),
    };
    const second = await secondPersonTx(system, call, {
      operation: 'bin.purge',
      requestHash: valueHash({ operation: 'bin.purge', records }),
      records: records.length,
      always: true,
      preview: { code: 'approval.preview.bin.purge', params },
    });
    const { job, fragments } = requestJobTx(call.context, purgeRequest(records));
    return call.commit([...fragments, ...second], newJobView(job, 'records', records.length));
  };
};
