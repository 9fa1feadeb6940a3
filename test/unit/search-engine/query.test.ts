import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../shared/search/engine/query.ts';

describe('What people type becomes an expression', () => {
  it.each([
    ['the last word may be unfinished', 'war pea', ['("war") AND ("pea" OR "pea" *)']],
    ['a starred word is the beginning of words', 'gard* sea', ['("gard" OR "gard" *) AND ("sea" OR "sea" *)']],
    ['quoted words follow each other', '"war and peace"', ['("war and peace")']],
    ['curly quotes too', '“war and peace”', ['("war and peace")']],
    ['guillemets too', '«la guerre»', ['("la guerre")']],
    ['an open quote is a phrase being typed', '"war and pea', ['("war and pea" OR "war and pea" *)']],
    ['words after a phrase', '"war and" pea', ['("war and") AND ("pea" OR "pea" *)']],
    ['joined words match apart or as one', "o'brien x2", [`("o brien" OR "obrien") AND ("x2" OR "x2" *)`]],
    ['a run of Han is a phrase, never a beginning', '紅樓夢', ['("紅 樓 夢")']],
    ['hyphenated words are a phrase', 'twenty-first', ['("twenty first" OR "twenty first" *)']],
    ['operators are words', 'cats AND dogs', ['("cats") AND ("and") AND ("dogs" OR "dogs" *)']],
    [
      'signs of FTS5 are nothing',
      'title:cat ^dog (a-b) NEAR/2 +xy',
      ['("title cat") AND ("dog") AND ("a b") AND ("near 2") AND ("xy" OR "xy" *)'],
    ],
    [
      'a lone letter is a word first, then a beginning',
      'harry p',
      ['("harry") AND ("p")', '("harry") AND ("p" OR "p" *)'],
    ],
    ['C++ is a word', 'c++', ['("cplusplus" OR "cplusplus" *)']],
  ])('%s', (_name, typed, matches) => {
    expect(parseQuery(typed).matches).toEqual(matches);
  });

  it('an ISBN among words is looked for in thirteen digits as well', () => {
    expect(parseQuery('tolkien 0261102214').matches[0]).toContain('"9780261102217"');
  });

  it.each(['', '   ', '***', '"', '""', '" "', '!?', '\u0000'])('%j asks for nothing', (typed) => {
    expect(parseQuery(typed)).toMatchObject({ kind: 'nothing', matches: [] });
  });

  it('fewer than three letters are not ranked, unless each is a word', () => {
    expect(parseQuery('it').kind).toBe('short');
    expect(parseQuery('É').kind).toBe('short');
    expect(parseQuery('夢').kind).toBe('words');
    expect(parseQuery('c#').kind).toBe('words');
  });

  it('says when it left part of a long query out', () => {
    expect(parseQuery('word '.repeat(20)).cut).toBe(false);
    expect(parseQuery('word '.repeat(30)).cut).toBe(true);
    expect(parseQuery('x'.repeat(501)).cut).toBe(true);
  });
});
