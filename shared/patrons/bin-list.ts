import { namesOf } from '../audit/ledger-store.ts';
import { readProvedCopies } from '../audit/proved-copies.ts';
import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { binPage } from '../jobs/bin/bin-page.ts';
import { outlookOf } from '../jobs/bin/outlook.ts';
import { noteReads } from './note-reads.ts';
import { readPatrons } from './patron-store.ts';

/** Patrons in the bin. Their names are opened for whoever looks, and each look is written down. */
export const patronBinHandler = (system: System): Handlers<'patrons'>['patron.binned'] => {
  return async (call, { cursor, person }) => {
    const list = `bin patrons ${person ?? ''}`;
    const from = await openCursor(system.keyring, list, cursor);
    const page = await binPage(
      system,
      'patrons',
      from,
      (item) => person === undefined || item['actorId']?.S === person,
    );
    const ids = page.items.flatMap((item) => item['id']?.S ?? []);
    // Read from the leader: one that was restored a moment ago is still in the index.
    const found = (await readPatrons(system, ids))
      .filter((patron) => patron !== undefined)
      .filter(({ stored }) => stored.value.binnedAt !== undefined);
    const [names, copies] = await Promise.all([
      namesOf(
        system,
        found.map(({ stored }) => stored.value.actorId),
      ),
      readProvedCopies(system, call.now),
    ]);
    await noteReads(
      system,
      call,
      found.map(({ stored }) => stored.value.id),
    );
    const rows = found.map(({ stored: { value }, secret }) => {
      const binnedAt = value.binnedAt ?? value.updatedAt;
      const binnedBy = names.get(value.actorId);
      return {
        entity: value.entity,
        id: value.id,
        version: value.version,
        name: secret.name,
        binnedAt,
        binnedById: value.actorId,
        ...(binnedBy === undefined ? {} : { binnedBy }),
        ...(value.reason === undefined ? {} : { reason: value.reason }),
        purge: outlookOf({ binnedAt, updatedAt: value.updatedAt }, copies, call.now),
      };
    });
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  };
};
