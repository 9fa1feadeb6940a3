import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { eventsOfDay, pastOf } from './ledger-store.ts';

export const auditHandlers = (system: System): Handlers<'audit'> => ({
  'ledger.list': async (_call, input) => {
    const list = `ledger ${input.actorId} ${input.day}`;
    const from = await openCursor(system.keyring, list, input.cursor);
    const page = await eventsOfDay(system, input.actorId, input.day, from);
    const past = await pastOf(system, page.events);
    const rows = past.map((entry, index) => ({
      ...entry,
      entity: page.events[index]?.entity ?? '',
      recordId: page.events[index]?.recordId ?? entry.eventId,
    }));
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  },
});
