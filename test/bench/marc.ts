import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marc } from 'marcjs';
import { loadEaccTable } from '../../shared/catalogue/marc/eacc.ts';
import { createMarcEngine } from '../../shared/catalogue/marc/engine.ts';
import { canonicalLeader } from '../../shared/catalogue/marc/leader.ts';
import { recordBytes } from '../../shared/catalogue/marc/measure.ts';
import type { MarcField } from '../../shared/catalogue/marc/record.ts';
import { writeIso2709 } from '../../shared/catalogue/marc/write-iso2709.ts';

const RECORDS = 100_000;
const CHUNK = 65_536;

export interface MarcBench {
  readonly source: string;
  readonly records: number;
  readonly megabytes: number;
  readonly recordsPerSecond: number;
  /** Memory in use at its highest above the start, the chunk being read included. */
  readonly peakMb: number;
  /** The same records in MARC-8, where every text with a mark goes through the tables. */
  readonly marc8RecordsPerSecond?: number;
  readonly peer: { readonly marcjs: { readonly recordsPerSecond: number } };
}

/** Records with as many fields as an ordinary catalogue's, where no other library's data is at hand. */
function madeUp(): Uint8Array[] {
  return Array.from({ length: 200 }, (_, number) => {
    const data = (tag: string, value: string): MarcField => ({
      tag,
      ind1: ' ',
      ind2: '0',
      subfields: [
        { code: 'a', value: `${value} ${number} :` },
        { code: 'b', value: `${value} part /` },
        { code: 'c', value: 'x' },
      ],
    });
    const tags = [
      '020',
      '040',
      '050',
      '082',
      '100',
      '245',
      '246',
      '260',
      '300',
      '490',
      '500',
      '504',
      '520',
      '650',
      '651',
      '700',
    ];
    const fields = [
      { tag: '001', value: `b${number}` },
      ...tags.map((tag) => data(tag, number % 9 === 0 ? 'Überraschung' : 'Words')),
    ];
    const size = recordBytes(fields);
    return writeIso2709({ leader: canonicalLeader('', size.length, size.base), fields });
  });
}

function repeated(unit: Uint8Array, perUnit: number): { readonly unit: Uint8Array; readonly times: number } {
  return { unit, times: Math.ceil(RECORDS / perUnit) };
}

/** Reads `unit` over and over, as one file that is never held in memory whole. */
async function readRepeated(
  unit: Uint8Array,
  times: number,
): Promise<{ records: number; seconds: number; peak: number }> {
  const engine = createMarcEngine({ eacc: await loadEaccTable() });
  const before = process.memoryUsage.rss();
  let peak = 0;
  let records = 0;
  const started = performance.now();
  for (let time = 0; time < times; time += 1) {
    for (let at = 0; at < unit.length; at += CHUNK) records += engine.push(unit.subarray(at, at + CHUNK)).length;
    if (time % 8 === 0) peak = Math.max(peak, process.memoryUsage.rss() - before);
  }
  records += engine.end().length;
  return { records, seconds: (performance.now() - started) / 1000, peak };
}

/** The peer's own parser on records already cut out of the file: kinder to it than its stream. */
function readWithPeer(unit: Uint8Array, times: number): number {
  const raw: Buffer[] = [];
  for (let at = 0; at < unit.length; ) {
    const end = unit.indexOf(0x1d, at) + 1;
    raw.push(Buffer.from(unit.subarray(at, end)));
    at = end;
  }
  const started = performance.now();
  for (let time = 0; time < times; time += 1) for (const record of raw) Marc.parse(record, 'iso2709');
  return (raw.length * times * 1000) / (performance.now() - started);
}

/** MARC reading in records per second, on records recombined in memory; the peer on a fifth of them. */
export async function benchMarc(folder = process.env['CONFORMANCE_DATA']): Promise<MarcBench> {
  const own = folder === undefined ? madeUp() : [readFileSync(join(folder, 'marc21/traject/test_data.utf8.mrc'))];
  const count = folder === undefined ? own.length : 30;
  const { unit, times } = repeated(Buffer.concat(Array.from({ length: 10 }, () => own).flat()), count * 10);
  await readRepeated(unit, Math.ceil(times / 5));
  const ours = await readRepeated(unit, times);
  const peer = readWithPeer(unit, Math.ceil(times / 5));
  const marc8 =
    folder === undefined ? undefined : repeated(readFileSync(join(folder, 'marc21/solrmarc/uva_001-200.mrc')), 200);
  const marc8Result = marc8 === undefined ? undefined : await readRepeated(marc8.unit, Math.ceil(marc8.times / 4));
  return {
    source: folder === undefined ? 'records made up here' : 'traject/test_data.utf8.mrc, repeated',
    records: ours.records,
    megabytes: Math.round((unit.length * times) / 1e6),
    recordsPerSecond: Math.round(ours.records / ours.seconds),
    peakMb: Math.round(ours.peak / 1e6),
    ...(marc8Result === undefined
      ? {}
      : { marc8RecordsPerSecond: Math.round(marc8Result.records / marc8Result.seconds) }),
    peer: { marcjs: { recordsPerSecond: Math.round(peer) } },
  };
}
