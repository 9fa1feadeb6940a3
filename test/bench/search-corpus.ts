import { SearchDocument } from '../../shared/search/engine/document.ts';
import { fold } from '../../shared/search/engine/fold.ts';
import { documentOf, idOf } from '../support/search/documents.ts';

const heads = [
  'history of the',
  'introduction to',
  'the art of',
  'a guide to the',
  'collected poems of',
  'letters from',
  'the house of',
  'essays on',
  'the secret',
  'a short history of',
  'principles of',
  'stories of the',
  'journal of a',
  'the last',
  'life and times of',
  'histoire de la',
  'geschichte der',
  'historia de la',
  'handbuch der',
  'les misérables de',
];
const nouns = [
  'sea',
  'gardens',
  'London',
  'mathematics',
  'chemistry',
  'Roman Empire',
  'French Revolution',
  'birds',
  'music',
  'railways',
  'island',
  'mountains',
  'children',
  'war',
  'philosophy',
  'women',
  'law',
  'painting',
  'cathedrals',
  'Scotland',
  'Ireland',
  'physics',
  'economics',
  'cookery',
  'trees',
  'Egypt',
  'Greek tragedy',
  'Shakespeare',
  'Napoléon',
  'Österreich',
  'España',
  'España moderna',
  'Москва',
  'русская литература',
  '日本文学',
  '中国历史',
  'تاريخ العرب',
  'ספרות עברית',
  'ελληνική γλώσσα',
];
const surnames = [
  'Smith',
  'Jones',
  'Austen',
  'Dickens',
  'Brontë',
  'García Márquez',
  'Müller',
  'O’Brien',
  'Tolstoy',
  'Достоевский',
  'Nguyễn',
  'Łukasiewicz',
  'Woolf',
  'Hardy',
  'Eliot',
  'Zola',
  'Hugo',
  'Goethe',
  'Mann',
  'Kafka',
  'Ibsen',
  'Hamsun',
  'Lagerlöf',
  'Andersen',
  'Wells',
  'Verne',
];
const forenames = [
  'John',
  'Mary',
  'Jane',
  'Charles',
  'Emily',
  'Pierre',
  'Anna',
  'Lev',
  'José',
  'Karin',
  'William',
  'Elizabeth',
];
const subjects = [
  'Great Britain History',
  'United States Biography',
  'English literature History and criticism',
  'Juvenile fiction',
  'Cooking',
  'Natural history',
  'World War, 1939-1945',
  'Philosophy, Modern',
  'Art, European',
  'Science fiction',
  'Detective and mystery stories',
  'Poetry',
];
const publishers = [
  'Penguin',
  'Oxford University Press',
  'Cambridge University Press',
  'Faber',
  'Gallimard',
  'Reclam',
  'Dover',
  'Virago',
];
const places = ['London', 'New York', 'Paris', 'Berlin', 'Oxford', 'Edinburgh', 'Stuttgart', 'Boston'];
const syllables = [
  'ba',
  'con',
  'dra',
  'el',
  'fin',
  'gar',
  'hol',
  'im',
  'jo',
  'kel',
  'lor',
  'mon',
  'ner',
  'os',
  'per',
  'qui',
  'ros',
  'sta',
  'tur',
  'ven',
  'wil',
  'zan',
];

/** Numbers from 0 to 1, the same at every run (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const isbnOf = (number: number): string => {
  const first12 = `978${String(number).padStart(9, '0')}`;
  const sum = [...first12].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return first12 + String((10 - (sum % 10)) % 10);
};

/** Titles recombined from real words, with a long tail of rare ones as catalogues have it. */
export const benchDocuments = function* (count: number, seed = 7): Generator<SearchDocument> {
  const random = seeded(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() ** 1.6 * list.length)] ?? '';
  const rare = (): string => Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(syllables)).join('');
  for (let number = 1; number <= count; number += 1) {
    const people = Array.from(
      { length: random() < 0.7 ? 1 : 2 },
      () => `${pick(surnames)}, ${pick(forenames)} ${rare()}`,
    );
    const title = `${pick(heads)} ${pick(nouns)}`;
    const subtitle = `${rare()} ${pick(nouns)} and ${rare()}`;
    const year = 1850 + Math.floor(random() * 175);
    const publisher = pick(publishers);
    const isbns = random() < 0.7 ? [isbnOf(number)] : [];
    yield SearchDocument.parse({
      ...documentOf(number, { title: `${title} : ${subtitle}`, people }),
      titleId: idOf(number),
      subject: `${pick(subjects)} ; ${pick(subjects)} ; ${rare()} ${pick(nouns)}`,
      series: random() < 0.3 ? `${pick(heads)} ${rare()} series` : '',
      other: `${rare()} ${pick(nouns)} with illustrations and index by ${pick(forenames)} ${pick(surnames)}`,
      pub: `${pick(places)} ${publisher} ${year}`,
      isbns,
      barcodes: Array.from(
        { length: 1 + Math.floor(random() * 3) },
        (_, copy) => `3${String(number * 10 + copy).padStart(13, '0')}`,
      ),
      callNumber: `${Math.floor(random() * 999)}.${Math.floor(random() * 99)} ${pick(surnames).slice(0, 3).toUpperCase()}`,
      year,
      language: pick(['eng', 'fre', 'ger', 'spa', 'rus', 'jpn']),
      format: pick(['book', 'media', 'periodical']),
      sortTitle: fold(title).replace(/^(the|a|les) /, ''),
      quality: {
        loans: Math.floor(random() ** 4 * 300),
        holdings: 1 + Math.floor(random() * 3),
        addedDay: 12_000 + Math.floor(random() * 8000),
      },
      display: { title, subtitle, people, year: String(year), publisher, isbns },
    });
  }
};

/** Queries as people type them: whole words, unfinished ones, two fields mixed, codes, other scripts, nothing found. */
export const benchQueries = (documents: readonly SearchDocument[], count: number, seed = 11): string[] => {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const wordOf = (text: string): string => pick(fold(text).split(' ')) ?? '';
  const kinds: ((document: SearchDocument) => string)[] = [
    (document) => document.display.title,
    (document) => `${wordOf(document.author)} ${wordOf(document.title)}`,
    (document) => wordOf(document.subject),
    (document) => document.author.slice(0, 5),
    (document) => `${wordOf(document.title)} ${wordOf(document.title)} ${wordOf(document.title).slice(0, 2)}`,
    (document) => document.isbns[0] ?? document.barcodes[0] ?? '',
    (document) => `"${document.display.title}"`,
    (document) => document.title.slice(0, 2),
    () => 'history',
    () => 'the',
    (document) => `${wordOf(document.other)} qqzzx`,
  ];
  return Array.from({ length: count }, (_, at) => {
    const document = pick(documents);
    const kind = kinds[at % kinds.length];
    return document === undefined || kind === undefined ? '' : kind(document);
  });
};
