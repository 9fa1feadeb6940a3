import * as z from 'zod';
import { PatronCategory } from '../../../shared/contracts/patrons.ts';
import { Barcode } from '../../../shared/contracts/values.ts';
import { codabar14, demoInstitution } from './codabar.ts';

/** Phone numbers lie in 01632 960000–960999, which Ofcom keeps free for drama; example.org is reserved by RFC 2606. */
export const DemoPatron = z.strictObject({
  name: z.string().min(1).max(200),
  card: Barcode,
  category: PatronCategory,
  email: z.email().endsWith('@example.org').optional(),
  phone: z
    .string()
    .regex(/^01632 960\d{3}$/)
    .optional(),
  /** Days from the day the demo is made to the last day of the card; negative where it has run out. */
  expiresInDays: z.int(),
  blocked: z.boolean(),
});
export type DemoPatron = z.infer<typeof DemoPatron>;

type Row = readonly [name: string, category: 'adult' | 'child' | 'senior', mailbox?: string];

// Nobody real: the family names are words for books, paper, ink and reading in the language of the given name.
const rows: readonly Row[] = [
  ['Wilhelmina Inkwell', 'senior', 'wilhelmina.inkwell'],
  ['Tobias Quillfeather', 'adult', 'tobias.quillfeather'],
  ['Paige Turnleaf', 'adult', 'paige.turnleaf'],
  ['Octavia Shelfmark', 'adult', 'octavia.shelfmark'],
  ['Barnaby Foolscap', 'senior'],
  ['Mabel Endpaper', 'senior', 'mabel.endpaper'],
  ['Rufus Bookbinder-Moss', 'child'],
  ['Poppy Bookbinder-Moss', 'child'],
  ['Sunniva Bokhylle', 'adult', 'sunniva.bokhylle'],
  ['Aurélie Pagefleurie', 'adult', 'aurelie.pagefleurie'],
  ['Théophile Encrebleue', 'senior', 'theophile.encrebleue'],
  ['Käthe Bücherwurm', 'senior', 'kaethe.buecherwurm'],
  ['Jörg Löschblatt', 'adult', 'joerg.loeschblatt'],
  ['Lieselotte Lesezeichen', 'child'],
  ['Íñigo Tintero Papeles', 'adult', 'inigo.tintero'],
  ['Consuelo Librería', 'adult', 'consuelo.libreria'],
  ['Nuño Cuentacuentos', 'child'],
  ['Fiammetta Calamaio', 'adult', 'fiammetta.calamaio'],
  ['Otávio Livramento-Folha', 'adult', 'otavio.folha'],
  ['Wisława Książkowska', 'senior', 'wislawa.ksiazkowska'],
  ['Błażej Zakładkiewicz', 'child'],
  ['Božena Knihomolová', 'adult', 'bozena.knihomolova'],
  ['Gizella Könyvmoly', 'adult', 'gizella.konyvmoly'],
  ['İpek Kitapçıoğlu', 'adult', 'ipek.kitapcioglu'],
  ['Çağan Sayfalıgil', 'child'],
  ['Марфа Книголюбова', 'senior', 'marfa.knigoljubova'],
  ['Тарас Закладенко', 'adult', 'taras.zakladenko'],
  ['Βιβλιάννα Χαρτοπούλου', 'adult', 'vivlianna.chartopoulou'],
  ['نور الكتبية', 'adult', 'nour.alkutubiyya'],
  ['زياد الورّاقي', 'child'],
  ['פנינה ספרונית', 'adult', 'pnina.safronit'],
  ['پری کتاب‌دوست', 'adult', 'pari.ketabdust'],
  ['पुस्तकी देवी', 'senior', 'pustaki.devi'],
  ['বইমালা পাঠক', 'adult', 'boimala.pathok'],
  ['書山 栞', 'adult', 'shiori.fumiyama'],
  ['本棚 めくる', 'child'],
  ['書香 墨兒', 'adult', 'moer.shuxiang'],
  ['책갈피 나래', 'adult', 'narae.chaekgalpi'],
  ['Adwoa Nhomadanfo', 'adult', 'adwoa.nhomadanfo'],
  ['Ngozi Akwukwo-Ede', 'senior', 'ngozi.akwukwoede'],
];

const expiredRow = 4;
const blockedRow = 18;

/** The forty patrons of the demo library: invented people in several scripts; one card has run out, one is blocked. */
export function demoPatrons(): DemoPatron[] {
  return rows.map(([name, category, mailbox], index) =>
    DemoPatron.parse({
      name,
      card: codabar14('patron', demoInstitution, index + 1),
      category,
      ...(mailbox === undefined ? {} : { email: `${mailbox}@example.org` }),
      ...(category === 'child' ? {} : { phone: `01632 960${String(101 + index * 7).padStart(3, '0')}` }),
      expiresInDays: index === expiredRow ? -12 : 60 + ((index * 37) % 300),
      blocked: index === blockedRow,
    }),
  );
}
