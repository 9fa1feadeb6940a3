import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type * as z from 'zod';
import { S3Error } from './errors.ts';

export type XmlNode = string | number | boolean | undefined | readonly XmlNode[] | { readonly [name: string]: XmlNode };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them, and S3 writes them as references
  return text.replace(/[&<>"\u0000-\u001f]/g, (char) => ESCAPES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

function isList(node: XmlNode): node is readonly XmlNode[] {
  return Array.isArray(node);
}

function element(name: string, node: XmlNode, attributes = ''): string {
  if (node === undefined) return '';
  if (isList(node)) return node.map((item) => element(name, item)).join('');
  if (typeof node === 'object') {
    const children = Object.entries(node).map(([child, value]) => element(child, value));
    return `<${name}${attributes}>${children.join('')}</${name}>`;
  }
  return `<${name}${attributes}>${escapeXml(String(node))}</${name}>`;
}

/** An S3 answer document: arrays repeat their element, undefined leaves it out. */
export function xmlDocument(root: string, content: XmlNode, options: { readonly bare?: boolean } = {}): string {
  const attributes = options.bare ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content, attributes)}`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
});

function withoutBlankText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlankText);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== '#text');
  return Object.fromEntries(entries.map(([name, child]) => [name, withoutBlankText(child)]));
}

/**
 * Parses a request document and checks it with a schema; unknown elements are refused by strict schemas.
 * @throws S3Error MalformedXML
 */
export function parseXml<T>(text: string, schema: z.ZodType<T>): T {
  const malformed = () =>
    new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) throw malformed();
  const parsed = schema.safeParse(withoutBlankText(parser.parse(text)));
  if (!parsed.success) throw malformed();
  return parsed.data;
}
