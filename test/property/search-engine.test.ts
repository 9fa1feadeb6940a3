import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackBase } from '../../shared/search/engine/base-file.ts';
import { deletedDocument, type SearchDocument } from '../../shared/search/engine/document.ts';
import { fold, foldForIndex, joinedForms } from '../../shared/search/engine/fold.ts';
import { buildBase } from '../../shared/search/engine/index-writer.ts';
import { decodeEntry, encodeEntry } from '../../shared/search/engine/log.ts';
import { type OpenIndex, openIndex } from '../../shared/search/engine/open-index.ts';
import { parseQuery } from '../../shared/search/engine/query.ts';
import { documentOf, idOf } from '../support/search/documents.ts';
import { streamOf } from '../support/search/library.ts';

const alphabets = [
  'aeiouáßøłıİæþ',
  'бвгйёґ',
  'αβγςΣώ',
  'אבםןשָ',
  'ابتأإىةَـ',
  '日本語の森ガ',
  '한국의',
  'कखिी्',
  'ไทย',
  '\'’-.*"():^#+&ʹ',
  '0٣१９ ',
  '𐐀🙂\u200d\ud800',
];
const character = fc.oneof(
  ...alphabets.map((alphabet) => fc.constantFrom(...alphabet)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const anyText = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(''));
const word = fc
  .array(fc.constantFrom(...'abcdeßøéжяאבاب日の한'), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.join(''));
const title = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));

let dir: string;
let serial = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'strongroom-search-property-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A base of the documents, opened. */
const indexOf = async (documents: readonly SearchDocument[]): Promise<OpenIndex> => {
  serial += 1;
  const { entry, path } = await buildBase({ documents, id: `base-${serial}`, logId: 'log', position: 0, dir });
  const database = join(dir, `${serial}.db`);
  await unpackBase(streamOf(path), entry, database);
  await rm(path);
  return openIndex(database);
};
const found = (index: OpenIndex, query: string): string[] =>
  index.search(query, 0, 1000).hits.map((hit) => hit.titleId);

describe('Folding', () => {
  it('twice is folding once', () => {
    fc.assert(
      fc.property(anyText, (text) => fold(fold(text)) === fold(text)),
      { numRuns: 3000 },
    );
  });

  it('leaves nothing but words with single spaces between', () => {
    fc.assert(
      fc.property(anyText, (text) => /^(?:[\p{L}\p{N}\p{M}\p{Co}]+(?: (?!$)|$))*$/u.test(fold(text))),
      { numRuns: 3000 },
    );
  });

  it('does not depend on case or on how accents are encoded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
        expect(fold(text.toLowerCase())).toBe(fold(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('of a query meets folding of the index: each word of a text is among what is indexed for it', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), (parts) => {
        const indexed = ` ${foldForIndex(parts.join(' '))} `;
        for (const part of parts.join(' ').split(/\s+/)) {
          const folded = fold(part);
          if (folded !== '' && fold(parts.join(' ')).includes(folded)) expect(indexed).toContain(` ${folded} `);
          for (const joined of joinedForms(part)) expect(indexed).toContain(` ${joined} `);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('Searching', () => {
  it('finds a title by each of its words, and by their beginnings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 12 }), async (titles) => {
        const documents = titles.map((text, at) => documentOf(at + 1, { title: text, people: [`${text} the author`] }));
        const index = await indexOf(documents);
        for (const document of documents) {
          for (const one of document.title.split(' ')) expect(found(index, one), one).toContain(document.titleId);
          expect(found(index, `"${document.title}"`)).toContain(document.titleId);
          expect(found(index, `${document.title} auth`)).toContain(document.titleId);
        }
        await index.close();
      }),
      { numRuns: 25 },
    );
  });

  it('never throws, whatever is typed, and never finds what it was not asked for', async () => {
    const index = await indexOf([documentOf(1, { title: 'zzzzz' }), documentOf(2, { title: 'yyyyy' })]);
    const typed = fc.oneof(anyText, fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }));
    const hostile = fc.array(
      fc.oneof(typed, fc.constantFrom('"', ' OR ', ' NOT ', 'NEAR(', '*', '{title}:', '^', '\u0000', ';--')),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hostile, (pieces) => {
        const query = pieces.join('');
        const { total, hits } = index.search(query, 0, 10);
        expect(hits.length).toBe(total);
        if (!/[zy]/i.test(fold(query))) expect(total).toBe(0);
      }),
      { numRuns: 3000 },
    );
    for (const query of [
      '"'.repeat(500),
      '* '.repeat(250),
      "a'".repeat(250),
      'a '.repeat(250),
      '日'.repeat(500),
      'x'.repeat(1e6),
    ]) {
      expect(() => index.search(query, 0, 10)).not.toThrow();
    }
    await index.close();
  });

  it('hands FTS5 nothing but folded words in quotes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const match of parseQuery(text).matches) {
          expect(match.replaceAll(/"[^"]*"/g, '').replaceAll(/ AND | OR |[() *]/g, '')).toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('The log', () => {
  const edit = fc.record({ number: fc.integer({ min: 1, max: 8 }), title, gone: fc.boolean(), old: fc.boolean() });

  it('brings a base to where a base built anew would be, in whatever batches; what is deleted is never found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(8),
        async (edits, size, built) => {
          const versions = new Map<number, number>();
          const log = edits.map(({ number, title: text, gone, old }) => {
            const version = Math.max(1, (versions.get(number) ?? 0) + (old ? 0 : 1));
            versions.set(number, version);
            return gone ? deletedDocument(idOf(number), version) : documentOf(number, { title: text, version });
          });
          const replayed = await indexOf(log.slice(0, built));
          for (let at = 0; at < log.length; at += size) {
            replayed.apply(
              log
                .slice(at, at + size)
                .map(encodeEntry)
                .map(decodeEntry),
              Math.min(log.length, at + size),
            );
          }
          const rebuilt = await indexOf(log);
          for (const one of new Set(edits.flatMap((made) => made.title.split(' ')))) {
            expect(found(replayed, one).toSorted()).toEqual(found(rebuilt, one).toSorted());
          }
          const last = new Map(log.map((document) => [document.titleId, document]));
          for (const document of last.values()) {
            const hits = edits.flatMap((made) => found(replayed, made.title));
            if (document.deleted === true) expect(hits).not.toContain(document.titleId);
            else expect(found(replayed, document.title)).toContain(document.titleId);
          }
          await replayed.close();
          await rebuilt.close();
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
