import { subfieldValues } from './marc/fields.ts';
import { linkFields } from './marc/linked.ts';
import { displayText } from './marc/punctuation.ts';
import type { MarcRecord } from './marc/record.ts';

export interface Detail {
  /** A key of the message catalogue, `detail.…`. */
  readonly label: string;
  readonly values: string[];
}

/** What people read of a record, in the order they ask for it. */
const rows: readonly (readonly [label: string, tags: RegExp, codes: string])[] = [
  ['otherTitles', /^(130|210|240|246|247|730|740)$/, 'abnp'],
  ['people', /^(100|110|111|700|710|711)$/, 'abcdnq'],
  ['statement', /^245$/, 'c'],
  ['edition', /^250$/, 'ab'],
  ['published', /^(260|264)$/, 'abc'],
  ['description', /^300$/, 'abce'],
  ['series', /^(440|490|830)$/, 'apv'],
  ['summary', /^520$/, 'ab'],
  ['contents', /^505$/, 'agrt'],
  ['notes', /^(500|501|502|504|508|511|518|534|538|546|586)$/, 'ab'],
  ['audience', /^521$/, 'ab'],
  ['subjects', /^(600|610|611|630|648|650|651|653)$/, 'abcdnptvxyz'],
  ['genre', /^655$/, 'avxyz'],
  ['isbn', /^020$/, 'aqz'],
  ['issn', /^022$/, 'a'],
  ['links', /^856$/, 'u3yz'],
];

/** The record as people read it: labelled values in display order, both scripts one after the other. */
export const detailsOf = (record: MarcRecord): Detail[] => {
  const linked = linkFields(record);
  return rows.flatMap(([label, tags, codes]) => {
    const values = linked
      .filter((entry) => tags.test(entry.tag))
      .flatMap((entry) => (entry.other === undefined ? [entry.field] : [entry.field, entry.other]))
      .map((field) => displayText(subfieldValues(field, codes).join(label === 'subjects' ? ' — ' : ' ')))
      .filter((value) => value !== '');
    const unique = [...new Set(values)];
    return unique.length === 0 ? [] : [{ label, values: unique }];
  });
};
