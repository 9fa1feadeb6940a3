import { fileTypeFromBuffer } from 'file-type';
import { describeKind, type FileKind } from '../catalogue/marc/sniff.ts';
import type { Upload } from '../contracts/intake.ts';
import { sampleRecords } from './preview.ts';
import { layoutOf } from './record-source.ts';

export type Check = Upload['checks'][number];

export interface ContentFinding {
  readonly format?: NonNullable<Upload['format']>;
  readonly checks: readonly Check[];
}

const refused = (check: 'type' | 'structure', why: string): ContentFinding['checks'] => [
  ...(check === 'structure' ? [{ check: 'type', engine: ENGINE, verdict: 'clean' } as const] : []),
  { check, engine: ENGINE, verdict: 'refused', why },
];
const ENGINE = 'strongroom';

/** Kinds with a name in their first bytes that are more than one of the reasons people know. */
const whyByExtension: Readonly<Record<string, string>> = {
  zip: 'kind-zip',
  docx: 'kind-office',
  xlsx: 'kind-office',
  pptx: 'kind-office',
  odt: 'kind-office',
  ods: 'kind-office',
  cfb: 'kind-office',
  gz: 'kind-gzip',
  pdf: 'kind-pdf',
  xml: 'kind-xml',
  exe: 'kind-program',
  elf: 'kind-program',
  macho: 'kind-program',
  class: 'kind-program',
};
const whyByKind: Readonly<Record<FileKind, string>> = {
  empty: 'kind-empty',
  zip: 'kind-zip',
  gzip: 'kind-gzip',
  pdf: 'kind-pdf',
  xml: 'kind-xml',
  html: 'kind-html',
  json: 'kind-json',
  'utf-16': 'kind-utf-16',
  mnemonic: 'kind-mnemonic',
  text: 'kind-text',
  binary: 'kind-unknown',
};

/** A NUL is in no encoding of a list that we read; it is in nearly every binary file. */
const isText = (head: Uint8Array): boolean => !head.includes(0);

/**
 * Says from its first bytes what a file is: MARC 21 in ISO 2709, or a list with a heading for titles. An allow-list:
 * everything else is refused, with the reason as a code of the import messages.
 */
export const checkContent = async (head: Uint8Array, fileSize: number): Promise<ContentFinding> => {
  const known = await fileTypeFromBuffer(head);
  if (known !== undefined) return { checks: refused('type', whyByExtension[known.ext] ?? 'kind-other') };
  const kind = describeKind(head.subarray(0, 1024));
  if (kind !== 'text' && kind !== 'binary') return { checks: refused('type', whyByKind[kind]) };
  const marc = (await sampleRecords('marc', head, fileSize)).map(({ outcome }) => outcome);
  if (marc.some(({ status }) => status !== 'refused')) return { format: 'marc', checks: clean };
  if (isText(head) && layoutOf(head).ok) return { format: 'csv', checks: clean };
  // Damaged, but recognisably MARC: the damage is the reason, not the kind of file.
  const damage = marc[0]?.problems.findLast(({ code }) => code !== 'junk-skipped' && code !== 'not-marc')?.code;
  if (damage !== undefined) return { checks: refused('structure', damage) };
  if (isText(head) && kind === 'text') return { checks: refused('structure', 'no-title-column') };
  return { checks: refused('type', whyByKind[kind]) };
};

const clean: ContentFinding['checks'] = [
  { check: 'type', engine: ENGINE, verdict: 'clean' },
  { check: 'structure', engine: ENGINE, verdict: 'clean' },
];
