// Letters that Unicode does not decompose into a base letter and a mark.
const undecomposed: Readonly<Record<string, string>> = { Æ: 'AE', Œ: 'OE', Ø: 'O', Ł: 'L', Đ: 'D', ẞ: 'SS' };

function threeLetters(entry: string): string {
  const upper = entry.toUpperCase().replace(/[ÆŒØŁĐẞ]/gu, (letter) => undecomposed[letter] ?? letter);
  return upper
    .normalize('NFD')
    .replace(/[^A-Z]/gu, '')
    .slice(0, 3);
}

/** A spine label: `J 823.8 ALC`. Prefix REF or J, the Dewey number, three letters of the main entry. */
export function callNumberOf(work: { dewey: string; entry: string; reference: boolean; child: boolean }): string {
  const prefix = work.reference ? 'REF ' : work.child ? 'J ' : '';
  return `${prefix}${work.dewey} ${threeLetters(work.entry)}`;
}
