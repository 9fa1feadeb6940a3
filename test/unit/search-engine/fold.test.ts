import { describe, expect, it } from 'vitest';
import { fold, foldForIndex, isRunToken, joinedForms } from '../../../shared/search/engine/fold.ts';

describe('Words are folded to the form people type', () => {
  it.each([
    ['case', 'WAR and Peace', 'war and peace'],
    ['accents, composed', 'Élève café', 'eleve cafe'],
    ['accents, decomposed', 'E\u0301le\u0300ve', 'eleve'],
    ['Polish', 'Łódź', 'lodz'],
    ['German', 'Straße GROẞ', 'strasse gross'],
    ['Danish and Norwegian', 'Ærø Ø', 'aero o'],
    ['French ligature', 'Œuvres', 'oeuvres'],
    ['Icelandic', 'Þórður Eiður', 'thordur eidur'],
    ['Turkish dotted and dotless i', 'İstanbul ISPARTA ılık', 'istanbul isparta ilik'],
    ['Vietnamese', 'Nguyễn Đình Thi', 'nguyen dinh thi'],
    ['Greek accents and final sigma', 'ΟΔΥΣΣΕΎΣ Οδυσσεύς', 'οδυσσευσ οδυσσευσ'],
    ['Cyrillic', 'Достоевский, Фёдор', 'достоевскии федор'],
    ['Hebrew points and final letters', 'שָׁלוֹם', 'שלומ'],
    ['Arabic harakat and tatweel', 'القُرْآن الكـــريم', 'القران الكريم'],
    ['Arabic alef variants', 'أحمد إلى آدم ٱلله', 'احمد الي ادم الله'],
    ['Arabic teh marbuta and alef maksura', 'مدرسة مصطفى', 'مدرسه مصطفي'],
    ['Persian letters', 'کتاب فارسی', 'كتاب فارسي'],
    ['Arabic presentation forms', 'ﻛﺘﺎﺏ', 'كتاب'],
    ['Han, one character a word', '紅樓夢', '紅 樓 夢'],
    ['Japanese', 'ノルウェイの森', 'ノ ル ウ ェ イ の 森'],
    ['half-width katakana keeps its voicing', 'ｶﾞﾗｽ', 'ガ ラ ス'],
    ['voicing makes another kana', 'か が', 'か が'],
    ['Hangul', '한국의 문학', '한 국 의 문 학'],
    ['Hangul written in jamo', '한국'.normalize('NFD'), '한 국'],
    ['Latin beside Han', 'iPhone入門', 'iphone 入 門'],
    ['Hindi keeps its vowel signs', 'हिन्दी साहित्य', 'हिन्दी साहित्य'],
    ['Thai', 'ไทย', 'ไ ท ย'],
    ['full-width digits', '１９８４', '1984'],
    ['Arabic and Devanagari digits', '١٩٨٤ १९८४', '1984 1984'],
    ['C++', 'Programming in C++', 'programming in cplusplus'],
    ['C++ with its year', 'C++17', 'cplusplus 17'],
    ['C# and F♯', 'C# F♯', 'csharp fsharp'],
    ['.NET', 'Pro .NET and ASP.NET', 'pro dotnet and asp dotnet'],
    ['a domain is not .NET', 'example.net', 'example net'],
    ['apostrophes part', 'L’Étranger', 'l etranger'],
    ['soft hyphens and direction marks vanish', 'cata\u00adlogue \u200fabc\u200e', 'catalogue abc'],
    ['punctuation alone', '!!! … —', ''],
    ['nothing', '', ''],
    ['half a surrogate pair', 'a\ud800b', 'a b'],
    ['control characters', 'a\u0000b\u0001', 'a b'],
  ])('%s', (_name, text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('is stable for every character there is', () => {
    const unstable: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      const folded = fold(`a${String.fromCodePoint(codePoint)}b`);
      if (fold(folded) !== folded) unstable.push(codePoint.toString(16));
    }
    expect(unstable).toEqual([]);
  }, 60_000);
});

describe('Words with apostrophes are also one word', () => {
  it.each([
    ["O'Brien", ['obrien']],
    ['O’Brien ʻO Brienʼ', ['obrien']],
    ["O'Brien's", ['obrien', 'obriens', 'briens']],
    ["rock'n'roll", ['rockn', 'rocknroll', 'nroll']],
    ['Qurʾān', ['quran']],
    ['צה״ל', ['צהל']],
    ['צה"ל', ['צהל']],
    ['pisʹmo', []],
    ["'tis the dogs'", []],
    ["l'été, l'été", ['lete']],
  ])('%s', (text, joined) => {
    expect(joinedForms(text)).toEqual(joined);
  });

  it('stand after the text, so that phrases stay whole', () => {
    expect(foldForIndex("Pat O'Brien here")).toBe('pat o brien here obrien');
  });

  it('fold a very long chain in no time', () => {
    expect(joinedForms("a'".repeat(50_000)).length).toBeLessThan(10);
  });
});

it('knows characters that are words of their own', () => {
  expect(['夢', 'の', '한', 'ไ', 'dream', 'с', '7'].map(isRunToken)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
