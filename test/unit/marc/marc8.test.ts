import { describe, expect, it } from 'vitest';
import { loadEaccTable } from '../../../shared/catalogue/marc/eacc.ts';
import { decodeMarc8 } from '../../../shared/catalogue/marc/marc8.ts';
import { asciiBytes } from '../../support/marc-read.ts';

const eacc = await loadEaccTable();
const decode = (text: string) => decodeMarc8(asciiBytes(text), 0, text.length, eacc);

describe('MARC-8', () => {
  it.each([
    ['marks come before their letter', 'caf\xe2e', 'café'],
    ['two marks on one letter', '\xf2\xe3a', 'ậ'],
    ['special letters', '\xb1\xb2\xb5\xc7\xc8', 'łøæß€'],
    ['Cyrillic', '\x1b(NMOSKWA\x1b(B.', 'москва.'],
    ['Cyrillic in G1', '\x1b)Qa \xc3', 'a є'],
    ['Greek', '\x1b(Sabde\x1b(B', 'αβγδ'],
    ['Hebrew', '\x1b(2`ab\x1b(B', 'אבג'],
    ['Arabic', '\x1b(3GHI\x1b(B', 'ابة'],
    ['Extended Arabic', '\x1b)4\xa9', 'پ'],
    ['East Asian', '\x1b$1!0!!0"\x1b(B', '一丁'],
    ['subscript, superscript and Greek symbols', 'H\x1bb2\x1bsO x\x1bp2\x1bs \x1bga\x1bs', 'H₂O x² α'],
    ['a ligature over two letters', '\xebt\xecs', 't\u0361s'],
    ['a numeric reference', 'A&#x0108;B', 'AĈB'],
    ['sorting marks', '\x88The \x89cat', '\u0098The \u009ccat'],
    ['ANSEL named again', '\x1b)!Ea\xe2e', 'aé'],
  ])('%s', (_name, bytes, text) => {
    expect(decode(bytes)).toMatchObject({ text, bad: 0 });
  });

  it('shows what it cannot read, and counts it', () => {
    expect(decode('a\xffb\xcfc')).toMatchObject({ text: 'a\uFFFDb\uFFFDc', bad: 2 });
    expect(decode('x\x1b$1!0\x1b(By')).toMatchObject({ bad: 1 });
    expect(decode('a\x1b!b')).toMatchObject({ text: 'a\uFFFD!b', badControls: 1 });
  });

  it('keeps a mark that has lost its letter', () => {
    expect(decode('e\xe2')).toMatchObject({ text: 'é', strayMarks: 1 });
  });
});
