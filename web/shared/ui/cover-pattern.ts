/** What a generated cover looks like: all of it follows from the call number, so neighbours on the shelf look related. */
export interface CoverPattern {
  /** Cloth of the binding; dark enough for paper-white letters (contrast over 7). */
  readonly cloth: string;
  readonly motif: 'bands' | 'diamonds' | 'waves' | 'dots' | 'frame' | 'arches';
  /** Distance between two strokes, in the units of a 60 × 90 cover. */
  readonly step: number;
  readonly turn: number;
}

const cloths = [
  '#5b2333',
  '#1f3d3a',
  '#2b3a55',
  '#4a3419',
  '#3d2a4d',
  '#27402a',
  '#5a2d1c',
  '#233b4d',
  '#463041',
  '#3a3a24',
];
const motifs = ['bands', 'diamonds', 'waves', 'dots', 'frame', 'arches'] as const;

/** FNV-1a, 32 bits: small, even, and the same everywhere. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const char of text) {
    value ^= char.codePointAt(0) ?? 0;
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value;
};

/** The part of a call number that names the subject ("PR4034", "823", "REF 914") chooses the cloth; the whole chooses the rest. */
const subjectOf = (callNumber: string): string => /^[^\d]*\d{0,3}/.exec(callNumber.trim())?.[0] ?? callNumber;

/** The pattern of a cover. Without a call number the title stands in for it. */
export const coverPattern = (callNumber: string | undefined, title: string): CoverPattern => {
  const mark = (callNumber ?? '').trim() === '' ? title : (callNumber ?? title);
  const whole = hash(mark);
  return {
    cloth: cloths[hash(subjectOf(mark)) % cloths.length] ?? '#5b2333',
    motif: motifs[whole % motifs.length] ?? 'bands',
    step: 6 + ((whole >>> 8) % 5),
    turn: (whole >>> 16) % 2,
  };
};
