import { describe, expect, it } from 'vitest';
import { deletedDocument } from '../../../shared/search/engine/document.ts';
import { SearchError } from '../../../shared/search/engine/errors.ts';
import { decodeEntry, encodeEntry } from '../../../shared/search/engine/log.ts';
import { benchDocuments } from '../../bench/search-corpus.ts';
import { documentOf, idOf } from '../../support/search/documents.ts';

const entry = encodeEntry(documentOf(1, { title: 'Война и мир', people: ['Толстой'], loans: 3 }));

describe('An edit in the log', () => {
  it('comes back as it went in', () => {
    const document = documentOf(7, { title: '吾輩は猫である', isbns: ['9780261102217'], year: 1905, language: 'jpn' });
    expect(decodeEntry(encodeEntry(document))).toEqual(document);
    expect(decodeEntry(encodeEntry(deletedDocument(idOf(7), 3)))).toMatchObject({ deleted: true, version: 3 });
  });

  it('takes at most 0.4 KB for a usual title', () => {
    const sizes = [...benchDocuments(200)].map((document) => encodeEntry(document).length);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(400);
  });

  it('with any byte changed is refused, never misread', () => {
    for (let at = 0; at < entry.length; at += 1) {
      const damaged = entry.map((byte, place) => (place === at ? byte ^ 0x21 : byte));
      expect(() => decodeEntry(damaged), `byte ${at}`).toThrow(SearchError);
    }
  });

  it.each([0, 1, 4, 5, 6, entry.length - 1])('cut after %i bytes is refused', (length) => {
    expect(() => decodeEntry(entry.slice(0, length))).toThrow(expect.objectContaining({ code: 'log-entry-corrupt' }));
  });
});
