import { ItemType } from '../contracts/titles.ts';

/** Kinds of copies as other systems name them (Koha's and SirsiDynix's own defaults, and plain words). */
const known: Readonly<Record<string, ItemType>> = {
  bk: 'book',
  bks: 'book',
  books: 'book',
  monograph: 'book',
  paperback: 'book',
  hardback: 'book',
  juvenile: 'childrens',
  juv: 'childrens',
  children: 'childrens',
  childrens: 'childrens',
  'children’s': 'childrens',
  "children's": 'childrens',
  picturebook: 'childrens',
  largeprint: 'large-print',
  lp: 'large-print',
  ref: 'reference',
  cr: 'periodical',
  serial: 'periodical',
  magazine: 'periodical',
  journal: 'periodical',
  newspaper: 'periodical',
  mu: 'media',
  vm: 'media',
  cf: 'media',
  mx: 'media',
  cd: 'media',
  dvd: 'media',
  audiobook: 'media',
  video: 'media',
  audio: 'media',
};

/** The kind of a copy from what the record calls it; undefined when that is none of ours. */
export const itemTypeOf = (text: string | undefined): ItemType | undefined => {
  const word = (text ?? '').trim().toLowerCase();
  const own = ItemType.safeParse(word);
  return own.success ? own.data : known[word.replace(/[\s_-]+/g, '')];
};
