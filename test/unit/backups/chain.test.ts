import { describe, expect, it } from 'vitest';
import { type ChainFacts, planOf, windowsOf } from '../../../shared/backups/chain.ts';

const at = (text: string) => new Date(`2026-03-${text}Z`);
const hash = 'a'.repeat(64);
const id = (n: number) => `01J${String(n).padStart(23, '0')}`;
type Layer = ChainFacts['backups'][number];
const full = (day: string, more: Partial<Layer> = {}): Layer => ({
  id: id(Number(day)),
  kind: 'full',
  class: 'weekly',
  state: 'kept',
  exportTime: at(`${day}T02:15:00`).toISOString(),
  lockMode: 'COMPLIANCE',
  manifestVersionId: `v${day}`,
  manifestHash: hash,
  proof: { passed: true },
  ...more,
});
const linkTo = (layer: Layer) => ({
  backupId: layer.id,
  key: `${layer.class}/${layer.id}/backup.json`,
  versionId: layer.manifestVersionId ?? '',
  hash,
});
const changes = (day: string, ...on: readonly Layer[]): Layer => ({
  ...full(day),
  kind: 'incremental',
  class: 'daily',
  chain: on.map(linkTo),
});
const plan = (more: Partial<ChainFacts>) =>
  planOf({
    at: at('11T02:15:00'),
    class: 'daily',
    backups: [full('10')],
    earliest: at('01T00:00:00'),
    lockMode: 'COMPLIANCE',
    ...more,
  });

describe('the windows between two moments', () => {
  const spans = (from: string, to: string) =>
    windowsOf(at(from), at(to)).map((window) => (Date.parse(window.to) - Date.parse(window.from)) / 60_000);
  it('are one of up to a day, and none below a quarter of an hour', () => {
    expect(spans('10T02:15:00', '11T02:15:00')).toEqual([1440]);
    expect(spans('10T02:15:00', '10T02:30:00')).toEqual([15]);
    expect(spans('10T02:15:00', '10T02:29:59')).toEqual([]);
    expect(spans('10T02:15:00', '10T02:00:00')).toEqual([]);
  });
  it('are two after a missed night, of which none is longer than a day', () => {
    expect(spans('10T02:15:00', '12T02:15:00')).toEqual([1440, 1440]);
    expect(spans('10T02:15:00', '11T02:15:01')).toEqual([720.016_666_666_666_7, 720]);
    expect(spans('10T02:15:00', '13T09:15:00')).toHaveLength(4);
  });
  it('follow each other without a gap', () => {
    const windows = windowsOf(at('10T02:15:00'), at('16T23:11:17'));
    expect(windows.slice(1).map(({ from }) => from)).toEqual(windows.slice(0, -1).map(({ to }) => to));
    expect([windows[0]?.from, windows.at(-1)?.to]).toEqual(['2026-03-10T02:15:00.000Z', '2026-03-16T23:11:17.000Z']);
  });
});

describe('what tonight’s backup is', () => {
  it('the changes since last night, on top of everything last night’s builds on', () => {
    const monday = full('09');
    const tuesday = changes('10', monday);
    expect(plan({ backups: [tuesday, monday] })).toEqual({
      kind: 'incremental',
      chainStart: monday.exportTime,
      window: { from: tuesday.exportTime, to: '2026-03-11T02:15:00.000Z' },
      windows: [{ from: tuesday.exportTime, to: '2026-03-11T02:15:00.000Z' }],
      chain: [linkTo(monday), linkTo(tuesday)],
    });
  });
  it('is a whole night whatever the clocks on the wall do', () => {
    // Summer time begins on 29 March 2026 in Berlin; backups are made by UTC.
    const night = full('28', { exportTime: '2026-03-28T02:15:00.000Z' });
    const made = plan({ at: at('29T02:15:00'), backups: [night] });
    expect(made.kind === 'incremental' && made.windows).toHaveLength(1);
  });
  it('two windows when a night was missed', () => {
    const made = plan({ backups: [full('09')] });
    expect(made.kind === 'incremental' && made.windows).toHaveLength(2);
  });

  const monday = full('09');
  const rows: [string, Partial<ChainFacts>][] = [
    ['it is the weekly one', { class: 'weekly' }],
    ['it is the monthly one', { class: 'monthly' }],
    ['there is none before it', { backups: [] }],
    ['the one before failed and nothing else is there', { backups: [full('10', { state: 'failed' })] }],
    ['the one before was not proved', { backups: [{ ...full('10'), proof: undefined }] }],
    ['the one before did not prove', { backups: [full('10', { proof: { passed: false } })] }],
    [
      'a layer below was found damaged since',
      { backups: [changes('10', monday), { ...monday, proof: { passed: false } }] },
    ],
    ['a layer below is not known any more', { backups: [changes('10', monday)] }],
    ['the one before is behind the recovery window', { earliest: at('10T02:15:01') }],
    [
      'its full one is more than eight days old',
      { at: at('18T02:15:00'), backups: [full('10', { exportTime: '2026-03-10T02:14:59.000Z' })] },
    ],
    ['fewer than fifteen minutes have passed', { at: at('10T02:29:59') }],
    ['the clock went back behind the one before', { at: at('09T02:15:00') }],
    ['the ones before are locked in another way', { backups: [full('10', { lockMode: 'GOVERNANCE' })] }],
  ];
  it.each(rows)('everything, when %s', (_name, facts) => {
    const moment = (facts.at ?? at('11T02:15:00')).toISOString();
    expect(plan(facts)).toEqual({ kind: 'full', chainStart: moment });
  });
});
