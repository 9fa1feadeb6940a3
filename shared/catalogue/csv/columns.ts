/** The columns an import understands. Others are left out, and named to the person before the import starts. */
export type CsvColumn = 'title' | 'subtitle' | 'author' | 'isbn' | 'barcode' | 'year' | 'callNumber' | 'publisher';

const SYNONYMS: Readonly<Record<CsvColumn, readonly string[]>> = {
  title: ['title', 'booktitle', 'titel', 'titre', 'titulo', 'titolo', 'name', 'itemtitle', 'maintitle'],
  subtitle: ['subtitle', 'untertitel', 'soustitre', 'subtitulo'],
  author: [
    'author',
    'authors',
    'creator',
    'writer',
    'by',
    'autor',
    'autorin',
    'auteur',
    'autore',
    'verfasser',
    'primaryauthor',
  ],
  isbn: ['isbn', 'isbn13', 'isbn10', 'isbnno', 'isbnnumber', 'ean'],
  barcode: [
    'barcode',
    'barcodenumber',
    'itembarcode',
    'copybarcode',
    'itemid',
    'accession',
    'accessionno',
    'accessionnumber',
    'strichcode',
    'codebarre',
    'codigodebarras',
  ],
  year: [
    'year',
    'date',
    'pubyear',
    'pubdate',
    'publicationyear',
    'publicationdate',
    'published',
    'yearpublished',
    'jahr',
    'annee',
    'ano',
    'anno',
  ],
  callNumber: [
    'callnumber',
    'callno',
    'call',
    'shelfmark',
    'classmark',
    'classification',
    'dewey',
    'ddc',
    'signatur',
    'cote',
    'signatura',
    'spinelabel',
  ],
  publisher: ['publisher', 'verlag', 'editeur', 'editorial', 'editora', 'editore', 'imprint'],
};

const byName: ReadonlyMap<string, CsvColumn> = new Map(
  columnNames().flatMap((column) => SYNONYMS[column].map((name) => [name, column] as const)),
);

function columnNames(): CsvColumn[] {
  return ['title', 'subtitle', 'author', 'isbn', 'barcode', 'year', 'callNumber', 'publisher'];
}

/** The column that a heading means: case, accents, spaces and punctuation do not count. */
export function columnFor(heading: string): CsvColumn | undefined {
  return byName.get(
    heading
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
}
