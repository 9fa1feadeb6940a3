import * as z from 'zod';
import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { readTitleGates } from '../catalogue/title-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { requestOnSchedule } from '../jobs/scheduled.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { SearchError } from './engine/errors.ts';
import type { SearchReader, SearchResult } from './engine/reader.ts';
import { reindexRequest } from './requests.ts';

const Place = z.object({
  offset: z.object({ S: z.coerce.number<string>().int().min(0).max(20_000) }),
  asOf: z.object({ S: z.coerce.number<string>().int().min(0) }),
});
const PAGE = 20;

/** Search as HTTP sees it. `open` gives the reader of this container, opening it at the first search. */
export const searchHandlers = (system: System, open: () => Promise<SearchReader>): Handlers<'search'> => ({
  search: async (_call, input) => {
    const list = `search ${input.q}`;
    const cursor = await openCursor(system.keyring, list, input.cursor);
    const place = cursor === undefined ? undefined : Place.parse(cursor);
    const limit = input.limit ?? PAGE;
    const { afterTitle: titleId, afterVersion: version } = input;
    const found = await find(system, open, input.q, {
      limit,
      ...(place === undefined ? {} : { offset: place.offset.S, asOf: place.asOf.S }),
      ...(titleId === undefined || version === undefined ? {} : { waitFor: { titleId, version } }),
    });
    const gates = await readTitleGates(
      system,
      found.hits.map((hit) => hit.titleId),
    );
    const rows = found.hits.flatMap((hit, index) => {
      const gate = gates[index];
      // The index may be a moment behind the bin: what is closed is not shown.
      if (gate === undefined || gate.closed === true) return [];
      return [
        {
          titleId: hit.titleId,
          brief: hit.display,
          items: gate.items,
          available: Math.max(0, gate.items - gate.loans),
        },
      ];
    });
    const offset = (place?.offset.S ?? 0) + found.hits.length;
    const isMore = found.hits.length === limit && offset < found.total;
    const next = { offset: { S: `${offset}` }, asOf: { S: `${found.position}` } };
    return {
      rows,
      total: found.total,
      totalIsCapped: found.totalIsCapped,
      fresh: found.fresh,
      ...(isMore ? { next: await sealCursor(system.keyring, list, next) } : {}),
    };
  },
  'search.rebuild': async (call) => {
    const { job, fragments } = requestJobTx(call.context, reindexRequest());
    return call.commit(fragments, newJobView(job, 'records'));
  },
});

const find = async (
  system: System,
  open: () => Promise<SearchReader>,
  words: string,
  options: Parameters<SearchReader['search']>[1],
): Promise<SearchResult> => {
  try {
    return await (await open()).search(words, options);
  } catch (error) {
    if (!(error instanceof SearchError && error.code === 'unavailable')) throw error;
    // No base can be opened: it is built anew from the records, once, however many people search meanwhile.
    await requestOnSchedule(system, reindexRequest());
    throw new AppError('search-not-ready', {}, { cause: error });
  }
};
