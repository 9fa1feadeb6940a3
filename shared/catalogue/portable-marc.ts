import type { Title } from '../contracts/titles.ts';
import { recordOf } from './bibliographic.ts';
import { MarcWriteError, writeIso2709 } from './marc/write-iso2709.ts';
import { toMarcXml } from './marc/write-marcxml.ts';

/** A title for other library systems: ISO 2709 in UTF-8, or MARCXML where that format cannot hold the record. */
export const portableMarc = (
  title: Pick<Title, 'marc'>,
): { readonly iso2709: Uint8Array } | { readonly marcXml: string } => {
  const record = recordOf(title);
  try {
    return { iso2709: writeIso2709(record) };
  } catch (error) {
    if (!(error instanceof MarcWriteError)) throw error;
    return { marcXml: toMarcXml(record) };
  }
};
