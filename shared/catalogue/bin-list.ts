import { namesOf } from '../audit/ledger-store.ts';
import { readProvedCopies } from '../audit/proved-copies.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { takenBarcodes } from '../aws/barcodes.ts';
import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { Item, Title } from '../contracts/titles.ts';
import { binPage } from '../jobs/bin/bin-page.ts';
import { outlookOf } from '../jobs/bin/outlook.ts';
import { readTitles } from './title-store.ts';

const recordOf = (item: AttributeMap): Title | Item =>
  item['entity']?.S === 'title' ? readStored(Title, item).value : readStored(Item, item).value;

/** The titles of copies, by id. */
const titlesOf = async (system: System, records: readonly (Title | Item)[]): Promise<ReadonlyMap<string, Title>> => {
  const ids = records.flatMap((record) => (record.entity === 'item' ? [record.titleId] : []));
  const titles = await readTitles(system, ids, false);
  return new Map(titles.flatMap((title) => (title === undefined ? [] : [[title.value.id, title.value]])));
};

/** Titles and copies in the bin: who, when, why, what keeps them there, and when they go for good. */
export const binListHandler = (system: System): Handlers<'catalogue'>['bin.list'] => {
  return async (call, { cursor, kind, person }) => {
    const list = `bin ${kind ?? ''} ${person ?? ''}`;
    const from = await openCursor(system.keyring, list, cursor);
    const page = await binPage(
      system,
      'catalogue',
      from,
      (item) =>
        (kind === undefined || item['entity']?.S === kind) && (person === undefined || item['actorId']?.S === person),
    );
    const found = page.items.map(recordOf);
    const barcodes = found.flatMap((record) => (record.entity === 'item' ? [record.barcode] : []));
    const [titles, names, copies, taken] = await Promise.all([
      titlesOf(system, found),
      namesOf(
        system,
        found.map((record) => record.actorId),
      ),
      readProvedCopies(system, call.now),
      takenBarcodes(system, barcodes),
    ]);
    const rows = found.map((record) => {
      const binnedAt = record.binnedAt ?? record.updatedAt;
      const binnedBy = names.get(record.actorId);
      const common = {
        id: record.id,
        version: record.version,
        binnedAt,
        binnedById: record.actorId,
        ...(binnedBy === undefined ? {} : { binnedBy }),
        ...(record.reason === undefined ? {} : { reason: record.reason }),
        purge: outlookOf({ binnedAt, updatedAt: record.updatedAt }, copies, call.now),
      };
      if (record.entity === 'title')
        return { ...common, entity: record.entity, name: record.brief.title, titleId: record.id };
      const title = titles.get(record.titleId);
      return {
        ...common,
        entity: record.entity,
        name: title?.brief.title ?? '',
        titleId: record.titleId,
        titleInBin: title?.binnedAt !== undefined,
        barcode: record.barcode,
        barcodeTaken: taken.has(record.barcode),
      };
    });
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  };
};
