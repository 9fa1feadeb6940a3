import { canonicalLeader } from './leader.ts';
import { recordBytes } from './measure.ts';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';

export const MARCXML_NAMESPACE = 'http://www.loc.gov/MARC21/slim';

/** One `<record>` element with its namespace: whole by itself, and valid inside a `<collection>`.
 * Characters that XML 1.0 cannot hold (most control characters, lone surrogates) become U+FFFD. */
export function toMarcXml(record: MarcRecord): string {
  const size = recordBytes(record.fields);
  const leader = canonicalLeader(record.leader, size.length, size.base);
  const fields = record.fields.map((field) => `  ${fieldElement(field)}\n`).join('');
  return `<record xmlns="${MARCXML_NAMESPACE}">\n  <leader>${escapeText(leader)}</leader>\n${fields}</record>\n`;
}

function fieldElement(field: MarcField): string {
  const tag = `tag="${escapeText(field.tag)}"`;
  if (!isDataField(field)) {
    // The schema allows control fields 00A to 00Z and 001 to 009 only; other text without subfields is a $a to it.
    if (field.tag.startsWith('00')) return `<controlfield ${tag}>${escapeText(field.value)}</controlfield>`;
    return `<datafield ${tag} ind1=" " ind2=" "><subfield code="a">${escapeText(field.value)}</subfield></datafield>`;
  }
  const parts = field.subfields.map(
    (part) => `<subfield code="${escapeText(part.code)}">${escapeText(part.value)}</subfield>`,
  );
  return `<datafield ${tag} ind1="${escapeText(field.ind1)}" ind2="${escapeText(field.ind2)}">${parts.join('')}</datafield>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"\r]|[^\t\n\r -\uFFFD\u{10000}-\u{10FFFF}]/gu, (found) => ENTITIES[found] ?? '\uFFFD');
}
