import { canonicalItem } from '../../../shared/aws/canonical.ts';
import type { System } from '../../../shared/aws/system.ts';
import { contentOf } from '../../../shared/jobs/recoverable.ts';
import { readPatron } from '../../../shared/patrons/patron-store.ts';
import { scanTable } from '../../support/scan-table.ts';

const shown = new Set(['title', 'item', 'patron', 'staff', 'settings', 'branch']);

/** What every record says, lending aside: by record, as one text; of patrons what is sealed, opened. */
export const libraryState = async (system: System): Promise<ReadonlyMap<string, string>> => {
  const state = new Map<string, string>();
  for (const item of await scanTable(system.dynamo, system.tables.records)) {
    const [entity, id] = [item['entity']?.S ?? '', item['id']?.S ?? ''];
    if (item['SK']?.S !== 'REC' || !shown.has(entity)) continue;
    const { sealed: _sealed, lookups: _lookups, ...content } = contentOf(item);
    const secret = entity === 'patron' ? (await readPatron(system, id))?.secret : undefined;
    const place = item['binnedAt'] === undefined ? 'here' : 'in the bin';
    state.set(`${entity} ${id}`, `${place} ${canonicalItem(content)} ${JSON.stringify(secret)}`);
  }
  return state;
};

/** The records in which a state is not another; what was not there then is as good as in the bin. */
export const differences = (now: ReadonlyMap<string, string>, then: ReadonlyMap<string, string>): string[] =>
  [...new Set([...now.keys(), ...then.keys()])].filter((key) => {
    const [is, was] = [now.get(key), then.get(key)];
    return was === undefined ? is?.startsWith('in the bin') !== true : is !== was;
  });
