/** What a file is, when it is not MARC: for the sentence that says so. */
export type FileKind =
  | 'empty'
  | 'zip'
  | 'gzip'
  | 'pdf'
  | 'xml'
  | 'html'
  | 'json'
  | 'utf-16'
  | 'mnemonic'
  | 'text'
  | 'binary';

const HINTS: Readonly<Record<FileKind, string>> = {
  empty: 'The file is empty.',
  zip: 'This is a ZIP archive (or an office document). Unpack it and choose the MARC file inside.',
  gzip: 'This file is compressed with gzip. Unpack it and choose the MARC file inside.',
  pdf: 'This is a PDF document, not a MARC file.',
  xml: 'This is an XML file. Ask for the export as MARC 21 (ISO 2709, often named .mrc).',
  html: 'This is a web page. The download may have failed: try it again and look at what was saved.',
  json: 'This is a JSON file. Ask for the export as MARC 21 (ISO 2709, often named .mrc).',
  'utf-16': 'This is text in UTF-16. Ask for the export as MARC 21 (ISO 2709, often named .mrc).',
  mnemonic: 'This is MARC written as text (.mrk). Convert it to .mrc first, for example with MarcEdit.',
  text: 'This is a text file. If it is a list with columns, import it as CSV.',
  binary: 'This file holds no MARC records.',
};

export function hintFor(kind: FileKind): string {
  return HINTS[kind];
}

/** Kinds that are certain from their first bytes, so that nothing after them need be read. */
export function certainKind(head: Uint8Array): FileKind | undefined {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (starts(0x1f, 0x8b, 0x08)) return 'gzip';
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'pdf';
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'utf-16';
  const text = firstText(head).toLowerCase();
  if (/^<(!doctype html|html)/.test(text)) return 'html';
  if (/^<(\?xml|!doctype|!--|[a-z]+:?[a-z]*[\s>])/.test(text)) return 'xml';
  // Both of these hold leaders as text, which must not be taken for records.
  if (/^[[{]\s*["{[]/.test(text)) return 'json';
  if (/^=(ldr|\d{3}) {2}/.test(text)) return 'mnemonic';
  return undefined;
}

/** The best name for a file in which no record was found. */
export function describeKind(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty';
  const certain = certainKind(head);
  if (certain !== undefined) return certain;
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls += 1;
  return controls * 100 > head.length ? 'binary' : 'text';
}

function firstText(head: Uint8Array): string {
  return new TextDecoder('utf-8').decode(head.subarray(0, 512)).trimStart();
}
