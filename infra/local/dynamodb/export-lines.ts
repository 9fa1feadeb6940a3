import * as z from 'zod';
import type { Change, Snapshot } from './snapshot.ts';

/** A line of a data file, and the key that decides which file it goes to. */
export interface ExportLine {
  readonly partition: string;
  readonly text: string;
}

const image = z.record(z.string(), z.unknown());

function parse(json: string): Record<string, unknown> {
  return image.parse(JSON.parse(json));
}

function keyText(key: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keyOf(item: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** The first change of each key after a moment: its old image is what stood there at that moment. */
function firstAfter(changes: Iterable<Change>): Map<string, Change> {
  const first = new Map<string, Change>();
  for (const change of changes) {
    const key = keyText(parse(change.keys_json));
    if (!first.has(key)) first.set(key, change);
  }
  return first;
}

/** Every item as it stood after one change of its table: the items of now, with every later change undone. */
export function* fullLines(
  snapshot: Snapshot,
  table: string,
  keyNames: readonly string[],
  changeId: number,
): Iterable<ExportLine> {
  const undone = firstAfter(snapshot.changes(table, changeId, Number.MAX_SAFE_INTEGER));
  for (const json of snapshot.items(table)) {
    const partition = keyText(keyOf(parse(json), keyNames));
    if (!undone.has(partition)) yield { partition, text: `{"Item":${json}}` };
  }
  for (const [partition, { old_image }] of undone) {
    if (old_image !== null) yield { partition, text: `{"Item":${old_image}}` };
  }
}

export interface ChangeWindow {
  readonly afterId: number;
  readonly toId: number;
  readonly view: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES';
}

/**
 * One line per item changed in the window, with its last state in it; an item that ended deleted has no `NewImage`.
 * Source: "DynamoDB table export output format", incremental export output.
 */
export function* incrementalLines(snapshot: Snapshot, table: string, window: ChangeWindow): Iterable<ExportLine> {
  const byKey = new Map<string, { readonly first: Change; readonly last: Change }>();
  for (const change of snapshot.changes(table, window.afterId, window.toId)) {
    const key = keyText(parse(change.keys_json));
    byKey.set(key, { first: byKey.get(key)?.first ?? change, last: change });
  }
  for (const [partition, { first, last }] of byKey) {
    const micros = String(BigInt(last.created_at) * 1_000_000n);
    const withOld = window.view === 'NEW_AND_OLD_IMAGES' && first.old_image !== null;
    const parts = [
      `"Metadata":{"WriteTimestampMicros":{"N":"${micros}"}}`,
      `"Keys":${last.keys_json}`,
      ...(withOld ? [`"OldImage":${first.old_image}`] : []),
      ...(last.new_image === null ? [] : [`"NewImage":${last.new_image}`]),
    ];
    yield { partition, text: `{${parts.join(',')}}` };
  }
}
