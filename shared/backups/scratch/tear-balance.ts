import type { AttributeMap } from '../../aws/attribute-value.ts';
import { passOf } from '../proof/subject.ts';
import { count, placeOf, text } from './tear-rows.ts';

/** Each count has its own digits in one number, so that one cannot make up for another. */
const weights = {
  past: 1,
  gate: 2 ** 21,
  closed: 2 ** 24,
  barcode: 2 ** 27,
  access: 2 ** 30,
  left: 2 ** 33,
  progress: 2 ** 36,
} as const;

const numberOf = (hash: string): number => passOf(hash, 2 ** 32);

const ofRecord = (entity: string, item: AttributeMap): number => {
  const binned = item['binnedAt'] === undefined ? 0 : 1;
  const past = count(item['version']) - 1;
  const gone = item['leftAt'] === undefined ? 0 : 1;
  switch (entity) {
    case 'title':
      return past + weights.gate + weights.closed * binned;
    case 'item':
      return past + weights.gate + weights.closed * binned + weights.barcode * (1 - binned);
    case 'patron':
      return past + weights.gate + (weights.closed + weights.left) * binned + weights.barcode + weights.access;
    case 'staff':
      return past + weights.access + weights.left * gone;
    case 'job':
      return past + weights.progress;
    default:
      return past;
  }
};

const ofRowBeside = (item: AttributeMap): number => {
  switch (text(item['SK'])) {
    case 'GATE':
      return weights.gate + (item['closed']?.BOOL === true ? weights.closed : 0);
    case 'BARCODE':
      return weights.barcode;
    case 'ACCESS':
      return weights.access + (item['leftAt'] === undefined ? 0 : weights.left);
    case 'PROGRESS':
      return weights.progress;
    default:
      return 0;
  }
};

/**
 * Finds records whose past, gate and claims are not as many as they should be, wherever in the files each stands. What
 * agrees takes no room.
 */
export const newBalance = () => {
  const sums = new Map<string, number>();
  // Words of a name change for as many others: not how many there are must agree, but which.
  const words = new Map<string, number>();
  const shift = (subject: string, by: number, into = sums): void => {
    const next = (into.get(subject) ?? 0) + by;
    if (next === 0) into.delete(subject);
    else into.set(subject, next);
  };
  return {
    add: (item: AttributeMap): void => {
      const place = placeOf('records', item);
      for (const hash of place?.role === 'record' ? (item['lookups']?.L ?? []) : [])
        shift(place?.subject ?? '', numberOf(text(hash)), words);
      const [kind, hash = ''] = text(item['PK']).split('#');
      if (kind === 'LOOKUP') shift(place?.subject ?? '', -numberOf(hash), words);
      if (place?.role === 'record') shift(place.subject, ofRecord(text(item['entity']), item));
      else if (place?.role === 'past') shift(place.subject, -1);
      else if (place !== undefined) shift(place.subject, -ofRowBeside(item));
    },
    unequal: (): string[] => [...sums.keys(), ...words.keys()],
  };
};
