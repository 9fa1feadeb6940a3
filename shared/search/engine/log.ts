import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { SearchDocument } from './document.ts';
import { SearchError } from './errors.ts';

const FORMAT = 1;
const HEADER = 5;
/** A document is at most this long once unpacked; more is damage or an attack. */
const MAX_DOCUMENT = 4 * 2 ** 20;

/**
 * Text most documents contain; entries refer back to it, which halves them. Part of the format: never edit it,
 * raise FORMAT and keep the old one for reading.
 */
const DICTIONARY = Buffer.from(
  '"History and criticism.Fiction.Juvenile fiction.Biography.United States.Great Britain.England.London :New York : University Press, c19' +
    ',"callNumber":"PR","PS","large-print","periodical","childrens","reference","media","deleted":true,' +
    '"vernacularTitle":"","subtitle":"","publisher":"","language":"eng","language":"ger","language":"fre","language":"spa","year":19,"year":20,"format":"book",' +
    '"title":"The ","author":"","subject":"","series":"","other":"","pub":"","isbns":["9780"],"isbns":[],"barcodes":["3"],"sortTitle":"",' +
    '"quality":{"loans":0,"holdings":1,"addedDay":20},"display":{"title":"The ","people":[""],"year":"20","isbns":["9780"]}}{"titleId":"01K","version":1,',
);

/** Packs a document for the log: format, CRC-32 of what follows, deflated JSON. A usual title takes 0.2–0.4 KB. */
export const encodeEntry = (document: SearchDocument): Uint8Array => {
  const body = deflateRawSync(JSON.stringify(document), { dictionary: DICTIONARY, level: 9 });
  const entry = Buffer.alloc(HEADER + body.length);
  entry.writeUInt8(FORMAT, 0);
  entry.writeUInt32BE(crc32(body), 1);
  body.copy(entry, HEADER);
  return new Uint8Array(entry);
};

const parse = (body: Uint8Array): SearchDocument =>
  SearchDocument.parse(
    JSON.parse(inflateRawSync(body, { dictionary: DICTIONARY, maxOutputLength: MAX_DOCUMENT }).toString('utf8')),
  );

/** Unpacks what `encodeEntry` made; throws `log-entry-corrupt` for anything else. */
export const decodeEntry = (bytes: Uint8Array): SearchDocument => {
  const entry = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.length <= HEADER || entry.readUInt8(0) !== FORMAT) {
    throw new SearchError('log-entry-corrupt', 'The entry is not in a format this version reads.');
  }
  const body = entry.subarray(HEADER);
  if (crc32(body) !== entry.readUInt32BE(1)) throw new SearchError('log-entry-corrupt', 'The entry was damaged.');
  try {
    return parse(body);
  } catch (cause) {
    throw new SearchError('log-entry-corrupt', 'The entry does not hold a search document.', { cause });
  }
};
