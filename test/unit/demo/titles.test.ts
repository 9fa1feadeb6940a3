import { describe, expect, it } from 'vitest';
import { loadDemoTitles } from '../../../infra/local/demo/demo-titles.ts';
import { countryCode } from '../../../infra/local/demo/place-codes.ts';

const titles = loadDemoTitles();

const articles: Readonly<Record<string, RegExp>> = {
  eng: /^(a|an|the) /i,
  enm: /^(a|an|the) /i,
  fre: /^(le |la |les |l'|un |une )/i,
  ger: /^(der|die|das|ein|eine) /i,
  spa: /^(el|la|los|las|un|una) /i,
  ita: /^(il |lo |la |i |gli |le |l'|un |uno |una )/i,
  por: /^(o|a|os|as|um|uma) /i,
  dut: /^(de|het|een) /i,
  nor: /^(en|et) /i,
  dan: /^(en|et) /i,
  swe: /^(en|ett) /i,
  hun: /^(a|az) /i,
  gre: /^(ho|hē|to|ta|hoi) /i,
  yid: /^(der|di|dos) /i,
  ara: /^al-/,
  heb: /^ha-/,
};

describe('the titles of the demo library', () => {
  it('are at least four hundred', () => {
    expect(titles.length).toBeGreaterThanOrEqual(400);
  });

  it('name no work twice', () => {
    const works = titles.map(({ title, people }) => `${title} by ${people[0]?.name ?? 'nobody'}`);
    expect(works.filter((work, index) => works.indexOf(work) !== index)).toEqual([]);
  });

  it('are in at least thirty languages and eight scripts besides Latin', () => {
    expect(new Set(titles.map(({ language }) => language)).size).toBeGreaterThanOrEqual(30);
    const text = titles.map(({ original }) => original ?? '').join('');
    for (const script of [
      ...['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Han', 'Hiragana', 'Hangul', 'Devanagari', 'Bengali', 'Tamil'],
      ...['Georgian', 'Armenian'],
    ]) {
      expect(text, script).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
  });

  it('carry no ISBN', () => {
    for (const title of titles) expect(JSON.stringify(title)).not.toMatch(/isbn|97[89][\d-]{10}/i);
  });

  it('skip exactly the article when they are sorted', () => {
    for (const { title, language, nonfiling } of titles) {
      const article = articles[language]?.exec(title)?.[0] ?? '';
      expect(`${title}: ${nonfiling}`).toBe(`${title}: ${article.length}`);
    }
  });

  it('are romanised where an original title in another script is given, and nowhere else in another script', () => {
    for (const { title, original } of titles) {
      expect(title).toMatch(/^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u);
      if (original !== undefined) expect(original).toMatch(/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u);
    }
  });

  it('were published in the lifetime of the first author or at most 160 years after, where both are known', () => {
    for (const { title, people, year } of titles) {
      const [born, died] = (people[0]?.dates ?? '').split('-').map((text) => Number.parseInt(text, 10));
      if (year === undefined || born === undefined || died === undefined || Number.isNaN(born + died)) continue;
      expect(year, title).toBeGreaterThan(born + 12);
      expect(year, title).toBeLessThan(died + 160);
    }
  });

  it('are written in composed Unicode, without stray spaces', () => {
    const text = JSON.stringify(titles);
    expect(text.normalize('NFC')).toBe(text);
    for (const { title, subjects } of titles) {
      for (const value of [title, ...subjects]) expect(value).toBe(value.trim().replace(/\s+/gu, ' '));
    }
  });

  it('have a Dewey number and three letters on the spine, with J for children and REF for reference', () => {
    for (const { callNumber, dewey, audience, genre } of titles) {
      const prefix = genre === 'dictionary' ? 'REF ' : audience === 'child' ? 'J ' : '';
      expect(callNumber.startsWith(`${prefix}${dewey} `)).toBe(true);
      expect(callNumber).toMatch(/ [A-Z]{3}$/);
    }
  });

  it('name only places with a country code', () => {
    for (const { place } of titles) expect(countryCode(place)).toMatch(/^[a-z]{2}[a-z ]$/);
    expect(() => countryCode('Atlantis')).toThrow('Atlantis');
  });
});
