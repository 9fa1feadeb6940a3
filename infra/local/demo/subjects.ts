const forms: ReadonlySet<string> = new Set([
  ...['Adaptations', 'Anecdotes', 'Biography', 'Dictionaries', 'Drama', 'Early works to 1800', 'Fiction', 'Folklore'],
  ...['Humor', 'Introductions', 'Pictorial works', 'Poetry', 'Pre-Linnean works', 'Romances', 'Sacred books'],
  'Textbooks',
]);

const topics: ReadonlySet<string> = new Set([
  ...[
    'Christianity',
    'Circulation',
    'Civilization',
    'Core',
    'Description and travel',
    'Discovery and exploration',
    'Doctrines',
  ],
  ...['Education', 'History', 'Methodology', 'Patients', 'Persecutions', 'Philosophy', 'Politics and government'],
  ...['Race relations', 'Religious aspects', 'Satellites', 'Social conditions', 'Social life and customs'],
  ...['Societies and clubs', 'Synonyms and antonyms', 'Temptation', 'Travel', 'Usage'],
]);

/** The MARC subfield of a subject subdivision: v form, y period, x topic, z place. */
function subdivisionCode(text: string): 'v' | 'x' | 'y' | 'z' {
  if (forms.has(text)) return 'v';
  if (topics.has(text)) return 'x';
  if (/\d|century$/.test(text)) return 'y';
  return 'z';
}

/** `India -- History -- 18th century -- Fiction` as the subfields of field 650. */
export function subjectParts(subject: string): [code: string, value: string][] {
  const [heading = '', ...subdivisions] = subject.split(' -- ');
  return [['a', heading], ...subdivisions.map((text): [string, string] => [subdivisionCode(text), text])];
}
