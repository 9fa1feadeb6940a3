import type { DemoPerson } from './demo-titles.ts';

// An Arabic comma separates name and dates in headings written in Arabic script.
const heading = /^(?<name>.*?)(?:[,،] (?<dates>(?:\d{3,4}\??)?-(?:\d{3,4})?))?$/u;

function parseHeading(text: string): { name: string; dates?: string } {
  const groups = heading.exec(text)?.groups;
  const name = groups?.['name'] ?? '';
  const dates = groups?.['dates'];
  return dates === undefined ? { name } : { name, dates };
}

/** Reads `Family, Given, 1800-1870 = same in the original script ; next person`. An empty text is nobody. */
export function parsePeople(text: string): DemoPerson[] {
  if (text === '') return [];
  return text.split(' ; ').map((person) => {
    const [romanised = '', original] = person.split(' = ');
    const read = parseHeading(romanised);
    return original === undefined ? read : { ...read, original: parseHeading(original) };
  });
}

const givenFirst = /^(?<family>[^,،]+)[,،] (?<given>.+)$/u;
const familyFirstLanguages: readonly string[] = ['chi', 'jpn', 'kor', 'vie', 'hun'];

/** A heading as a title page prints it: `Dickens, Charles` → `Charles Dickens`, `Natsume, Sōseki` → `Natsume Sōseki`. */
export function nameInDirectOrder(name: string, language: string): string {
  const groups = givenFirst.exec(name)?.groups;
  if (groups === undefined) return name;
  const family = groups['family'] ?? '';
  const given = groups['given'] ?? '';
  return familyFirstLanguages.includes(language) ? `${family} ${given}` : `${given} ${family}`;
}
