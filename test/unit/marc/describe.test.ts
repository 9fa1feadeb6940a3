import { describe, expect, it } from 'vitest';
import { copyPresets, extractCopies } from '../../../shared/catalogue/marc/copies.ts';
import { describeRecord } from '../../../shared/catalogue/marc/describe.ts';
import { guessMapping } from '../../../shared/catalogue/marc/guess-mapping.ts';
import { linkFields, parseLinkage } from '../../../shared/catalogue/marc/linked.ts';
import type { DataField, MarcField, MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { searchText } from '../../../shared/catalogue/marc/search-text.ts';

/** `245 14 $aThe book :$ba story` */
function field(line: string): DataField {
  const [, tag = '', ind1 = '', ind2 = '', rest = ''] = /^(.{3}) (.)(.) (.*)$/.exec(line) ?? [];
  const subfields = rest
    .split('$')
    .slice(1)
    .map((part) => ({ code: part.slice(0, 1), value: part.slice(1) }));
  return { tag, ind1, ind2, subfields };
}

function record(...fields: (string | MarcField)[]): MarcRecord {
  return {
    leader: '00000nam a2200000   4500',
    fields: fields.map((entry) => (typeof entry === 'string' ? field(entry) : entry)),
  };
}

const fixed = (year: string, language: string) => ({
  tag: '008',
  value: `000107s${year}    nyu${' '.repeat(17)}${language}  `,
});

describe('what a record says', () => {
  it('is shown without the punctuation of cards', () => {
    const described = describeRecord(
      record(
        fixed('1990', 'eng'),
        '020    $a0253325528 (alk. paper)',
        '020    $a123',
        '082 00 $a973/.0496073$220',
        '100 1  $aGatewood, Willard B.$d1931-',
        '245 10 $aAristocrats of color :$bthe Black elite, 1880-1920 /$cWillard B. Gatewood.',
        '260    $aBloomington :$bIndiana University Press,$cc1990.',
        '490 0  $aBlacks in the diaspora ;$v3',
        '650  0 $aAfrican Americans$xHistory$y19th century.',
        '700 1  $aBruce, Josephine,$eeditor.',
      ),
    );
    expect(described).toEqual({
      title: 'Aristocrats of color',
      subtitle: 'the Black elite, 1880-1920',
      sortTitle: 'Aristocrats of color : the Black elite, 1880-1920',
      people: ['Gatewood, Willard B.', 'Bruce, Josephine'],
      year: '1990',
      publisher: 'Indiana University Press',
      isbns: ['9780253325525'],
      invalidIsbns: ['123'],
      subjects: ['African Americans — History — 19th century'],
      series: ['Blacks in the diaspora ; 3'],
      language: 'eng',
      callNumber: '973/.0496073',
      vernacular: { people: [], series: [] },
    });
  });

  it('is empty where the record is', () => {
    expect(describeRecord(record({ tag: '001', value: 'x' }))).toMatchObject({
      title: '',
      sortTitle: '',
      people: [],
      isbns: [],
    });
  });

  it.each([
    ['245 14 $aThe cat', 'cat'],
    ['245 05 $aΈνας δοκιμαστικός τίτλος', 'δοκιμαστικός τίτλος'],
    ['245 03 $aE\u0301l gato', 'gato'],
    ['245 00 $a"\u0098Der \u009cZauberberg"', 'Zauberberg"'],
    ['245 04 $a\u0098The \u009ccat', 'cat'],
    ['245 09 $aShort', 'Short'],
    ['245 00 $a[¿Qué? and more]', 'Qué? and more]'],
    ['245 0x $aThe cat', 'The cat'],
  ])('%s is filed under %s', (line, filed) => {
    expect(describeRecord(record(line)).sortTitle).toBe(filed);
  });

  it('takes the year of publication where 008 has none', () => {
    expect(describeRecord(record(fixed('19uu', 'eng'), '264  1 $c©2004.')).year).toBe('2004');
    expect(describeRecord(record(fixed('uuuu', 'eng'))).year).toBeUndefined();
  });
});

describe('both scripts', () => {
  const paired = record(
    '245 10 $6880-02$aBeikoku no tōchi /$cX.',
    '260    $6880-03$aTokyo :$bA$c2004',
    '880 10 $6245-02/$1$a米国の統治 /$cX.'.replace('/$1', '/(B'),
    '880    $6264-00/(2/r$aתל אביב :$bעם עובד',
    '880    $aNo link',
  );

  it('reads $6', () => {
    expect(parseLinkage('245-01/$1')).toEqual({ tag: '245', occurrence: '01', script: '$1', rightToLeft: false });
    expect(parseLinkage('245-00/(2/r')).toEqual({ tag: '245', occurrence: '00', script: '(2', rightToLeft: true });
    expect(parseLinkage('880-03/r')).toEqual({ tag: '880', occurrence: '03', rightToLeft: true });
    expect(parseLinkage('nonsense')).toBeUndefined();
  });

  it('pairs 880 with its field; an unpaired one stands for its tag, one without $6 for itself', () => {
    expect(linkFields(paired).map((entry) => [entry.tag, entry.other !== undefined, entry.alone])).toEqual([
      ['245', true, false],
      ['260', false, false],
      ['264', false, true],
      ['880', false, true],
    ]);
  });

  it('are described and searched', () => {
    expect(describeRecord(paired).vernacular).toMatchObject({ title: '米国の統治', publisher: 'עם עובד' });
    expect(describeRecord(paired).publisher).toBe('A');
    const text = searchText(paired);
    expect(text.title).toBe('Beikoku no tōchi /\n米国の統治 /');
    expect(text.pub).toContain('תל אביב');
  });

  it('a title only in the other script is the title', () => {
    expect(describeRecord(record('880 10 $6245-00/(N$aВойна и мир /')).title).toBe('Война и мир');
  });
});

describe('search text', () => {
  it('finds a book by either ISBN, by notes and by series', () => {
    const text = searchText(
      record(
        '020    $a9780439023481',
        '020    $zbad',
        '245 00 $aT',
        '500    $aA note',
        '830  0 $aA series',
        '700 1  $aB$tOther work',
      ),
    );
    expect(text.identifiers.split('\n')).toEqual(['9780439023481', '0439023483', 'bad']);
    expect(text.other).toBe('A note\nA series');
    expect(text.title).toBe('T\nOther work');
    expect(text.author).toBe('B');
  });
});

describe('copies', () => {
  const koha = record('245 00 $aT', '952    $aMAIN$bEAST$oQA 76$pa31234000987659b$yBK$g12.50$cREF', '952    $oQA 77');
  const sirsi = record('999    $aPS3537 .A1$i1-3003$mALDERMAN$lSTACKS$tBOOK');
  const evergreen = record('852 0  $bBR1$hQA76$i.A1$p32345$cADULT');

  it('are found under each preset', () => {
    expect(extractCopies(koha, copyPresets.koha)).toEqual([
      {
        barcode: '31234000987659',
        callNumber: 'QA 76',
        branchCode: 'MAIN',
        location: 'REF',
        itemType: 'BK',
        price: 1250,
        problems: [],
      },
      { barcode: '', callNumber: 'QA 77', problems: ['no-barcode'] },
    ]);
    expect(extractCopies(sirsi, copyPresets.sirsi)).toEqual([
      {
        barcode: '1-3003',
        callNumber: 'PS3537 .A1',
        branchCode: 'ALDERMAN',
        location: 'STACKS',
        itemType: 'BOOK',
        problems: [],
      },
    ]);
    expect(extractCopies(evergreen, copyPresets.evergreen)).toMatchObject([
      { barcode: '32345', callNumber: 'QA76 .A1', branchCode: 'BR1' },
    ]);
    expect(extractCopies(koha, undefined)).toEqual([]);
  });

  it('say what is wrong with their barcodes', () => {
    const twice = record('952    $pX1', '952    $pX1', `952    $p${'9'.repeat(41)}`, '952    $pé1');
    expect(extractCopies(twice, copyPresets.koha).map((copy) => copy.problems)).toEqual([
      [],
      ['same-barcode-twice'],
      ['barcode-too-long'],
      ['barcode-characters'],
    ]);
  });

  it('are guessed from a sample, with what was found', () => {
    const guess = guessMapping([sirsi, record('999    $i1-3004'), koha]);
    expect(guess.best).toBe('sirsi');
    expect(guess.candidates[0]).toMatchObject({
      preset: 'sirsi',
      records: 2,
      barcodes: 2,
      example: { barcode: '1-3003', callNumber: 'PS3537 .A1' },
    });
    expect(guess.candidates.map((candidate) => candidate.preset)).toEqual(['sirsi', 'koha', 'evergreen', 'none']);
  });

  it('are not guessed from fields that repeat one code', () => {
    const same = Array.from({ length: 20 }, () => record('852    $bMAIN$pCIRC1'));
    expect(guessMapping(same).best).toBe('none');
    expect(guessMapping([]).best).toBe('none');
  });
});
