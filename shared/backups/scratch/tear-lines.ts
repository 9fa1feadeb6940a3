import type { Image, Line } from './tear-facts.ts';
import type { Newness } from './tear-rows.ts';

/** What becomes of a record: the version it is put back to (0: it was not there yet). */
export interface Decision {
  readonly target: number;
  /** The version before is lost: the torn change stays, because there is nothing to go back to. */
  readonly pinned: boolean;
}
export type Decisions = ReadonlyMap<string, Decision>;

export const imageAt = (line: Line, version: number): Image | undefined =>
  line.record?.version === version ? line.record : line.past.get(version);

const topOf = (line: Line): number =>
  Math.max(line.record?.version ?? 0, 0, ...line.events.keys(), ...line.past.keys());
const changeOf = (line: Line, version: number): string | undefined =>
  line.events.get(version)?.changeId ?? imageAt(line, version)?.changeId;
const changedAt = (line: Line, version: number): string =>
  line.events.get(version)?.at ?? imageAt(line, version)?.at ?? '';

/** Image and event of a version, and they agree. */
const isWhole = (line: Line, version: number): boolean => {
  const image = imageAt(line, version);
  return image !== undefined && line.events.get(version)?.hash === image.hash;
};

/** Damage is no tear: a line that contradicts itself is left as it is, for the proof to name. */
const isDamaged = (line: Line): boolean =>
  line.odd ||
  [...line.events].some(([version, event]) => {
    const image = imageAt(line, version);
    return image !== undefined && image.hash !== event.hash;
  });

/** A version whose transaction came in parts: its event, its image, or the image it put into the past is not there. */
const isTorn = (line: Line, version: number, newness: Newness): boolean => {
  const at = changedAt(line, version);
  if (at !== '' && !newness.at(at)) return false;
  if (!isWhole(line, version)) return true;
  if (version === 1 && line.key.startsWith('patron:') && !line.hasKey) return true;
  return version > 1 && imageAt(line, version - 1) === undefined;
};

const firstTorn = (line: Line, bad: (version: number) => boolean): number | undefined => {
  const top = topOf(line);
  for (let version = 1; version <= top; version += 1) if (bad(version)) return version;
  return undefined;
};

const decide = (line: Line, bad: (version: number) => boolean): Decision => {
  const first = firstTorn(line, bad);
  if (first === undefined) return { target: line.record?.version ?? 0, pinned: false };
  const target = first - 1;
  if (target === 0 || imageAt(line, target) !== undefined) return { target, pinned: false };
  for (let version = topOf(line); version > 0; version -= 1)
    if (isWhole(line, version)) return { target: version, pinned: true };
  return { target: line.record?.version ?? 0, pinned: true };
};

/** Records this image cannot be without. */
const needsOf = (image: Image): string[] => {
  const { item } = image;
  const named = (entity: string, name: string) => {
    const id = item[name]?.S;
    return id === undefined ? [] : [`${entity}:${id}`];
  };
  if (item['entity']?.S === 'item') return named('title', 'titleId');
  return item['entity']?.S === 'loan' ? [...named('title', 'titleId'), ...named('item', 'itemId')] : [];
};

export interface Undecided {
  readonly lines: ReadonlyMap<string, Line>;
  readonly newness: Newness;
  /** Versions that cannot stand for a reason outside their line. */
  readonly forced: ReadonlyMap<string, number>;
}

/**
 * Decides for each line the version it is put back to. A torn transaction goes whole: with one record of it all go
 * back that can, and with them whatever came later or hangs on a record that was not there yet.
 */
export const decideLines = ({ lines, newness, forced }: Undecided): Decisions => {
  const damaged = new Set([...lines.values()].filter(isDamaged).map((line) => line.key));
  const gone = new Set<string>();
  const decisions = new Map<string, Decision>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const line of lines.values()) {
      if (damaged.has(line.key)) continue;
      const force = forced.get(line.key) ?? Number.POSITIVE_INFINITY;
      const lacks = (version: number): boolean => {
        const image = imageAt(line, version);
        return image !== undefined && needsOf(image).some((needed) => decisions.get(needed)?.target === 0);
      };
      const bad = (version: number): boolean =>
        version >= force || isTorn(line, version, newness) || gone.has(changeOf(line, version) ?? '') || lacks(version);
      const decision = decide(line, bad);
      const before = decisions.get(line.key);
      if (before?.target !== decision.target || before.pinned !== decision.pinned) grew = true;
      decisions.set(line.key, decision);
      for (let version = decision.target + 1; version <= topOf(line); version += 1) {
        const change = changeOf(line, version);
        if (change === undefined || gone.has(change)) continue;
        gone.add(change);
        grew = true;
      }
    }
  }
  return decisions;
};
