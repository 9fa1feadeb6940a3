import { availableParallelism, cpus } from 'node:os';
import { benchBackup } from './backup.ts';
import { benchBundles } from './bundles.ts';
import { benchDesk } from './desk.ts';
import { benchImport } from './import.ts';
import { benchMarc } from './marc.ts';
import { benchSearch } from './search.ts';
import { bareFts5 } from './search-peer.ts';
import { rounded } from './statistics.ts';
import { benchUnits } from './units.ts';

const TITLES = 20_000;
const QUERIES = 2000;
/** A library of the size the aims are for; BENCH_RECORDS asks for another. */
const BACKUP_RECORDS = Number(process.env['BENCH_RECORDS'] ?? 20_000);
const MARC_AIM = 100_000;
const CHECK_OUT_AIM = { write: 20, read: 8 };
/** docs/adr/0003: six items at two units each, and five entries of indexes. */
const CHECK_OUT_FLOOR = { write: 17 };

/** Each part measures one thing of the product beside a named peer or a floor, in the same run. */
const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  marc: async () => {
    const result = await benchMarc();
    const value = rounded(result.recordsPerSecond / result.peer.marcjs.recordsPerSecond, 1);
    return { ...result, aims: { recordsPerSecond: MARC_AIM }, ratio: { of: 'records/s over marcjs', value } };
  },
  search: async () => {
    const result = await benchSearch({ titles: TITLES, queries: QUERIES });
    const peer = bareFts5(TITLES, QUERIES);
    const value = rounded(result.searchMs.p95 / peer.p95, 2);
    return { ...result, peer: { bareFts5Ms: peer }, ratio: { of: 'p95 over FTS5 as it comes', value } };
  },
  units: async () => {
    const result = await benchUnits();
    const value = rounded((result['checkOut']?.write ?? 0) / CHECK_OUT_FLOOR.write);
    return {
      ...result,
      aims: { checkOut: CHECK_OUT_AIM },
      ratio: { of: 'write units of a check-out over the floor reasoned in docs/adr', value },
    };
  },
  bundles: benchBundles,
  import: benchImport,
  desk: benchDesk,
  backup: () => benchBackup(BACKUP_RECORDS),
};

const names = Object.keys(parts);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part "${unknown.join('", "')}". The parts are: ${names.join(', ')}.\n`);
  process.exit(1);
}
const results: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  results[name] = await measure();
}
const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, ...results }, undefined, 2)}\n`);
