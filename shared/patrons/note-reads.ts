import type { Call } from '../aws/call.ts';
import { eventFragment, ledgerEvent } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';

/** The events that say these records were looked at. */
export const readTx = (call: Call, patronIds: readonly string[]): Fragment[] =>
  patronIds.map((recordId) =>
    eventFragment(
      call.context,
      ledgerEvent(call.context, { type: 'patron.read', entity: 'patron', recordId, version: 0, params: {} }),
    ),
  );

/** Writes to the ledger that these records were looked at. Before the answer leaves: no event, no answer. */
export const noteReads = async (system: System, call: Call, patronIds: readonly string[]): Promise<void> => {
  const events = readTx(call, patronIds);
  if (events.length > 0) await system.commit(events, call.context.newId());
};
