/** MARC country codes (008/15-17) of the places the demo titles name, by the country the place lies in today. */
const placesByCode: Readonly<Record<string, readonly string[]>> = {
  enk: ['London', 'Westminster', 'Bristol', 'Oxford', 'Cambridge'],
  stk: ['Edinburgh', 'Kilmarnock'],
  'ie ': ['Dublin', 'Dundrum'],
  nyu: ['New York', 'Garden City'],
  mau: ['Boston'],
  pau: ['Philadelphia'],
  ilu: ['Chicago'],
  ctu: ['Hartford'],
  dcu: ['Washington'],
  'fr ': ['Paris', 'Lyon', 'Bordeaux'],
  'be ': ['Antwerpen', 'Bruxelles', 'Louvain'],
  'ne ': ['Amsterdam', 'Leiden', 'Leyde', 'Groningen', "'s-Gravenhage"],
  'sz ': ['Genève', 'Zürich', 'Basel'],
  'au ': ['Wien', 'Beč'],
  'gw ': [
    ...['Bamberg', 'Berlin', 'Chemnitz', 'Dresden', 'Frankfurt', 'Gotha', 'Hamburg', 'Leipzig', 'München', 'Nürnberg'],
    ...['Stuttgart', 'Tübingen'],
  ],
  'it ': ['Bologna', 'Firenze', 'Genova', 'Livorno', 'Milano', 'Torino', 'Venezia', 'Venetia'],
  'sp ': ['Barcelona', 'Madrid', 'Valencia'],
  'po ': ['Lisboa', 'Porto'],
  'ag ': ['Buenos Aires'],
  'bl ': ['Rio de Janeiro', 'São Paulo'],
  'ck ': ['Bogotá'],
  'cl ': ['Santiago', 'Valparaíso'],
  'uy ': ['Montevideo'],
  'rm ': ['București'],
  'dk ': ['København'],
  'sw ': ['Stockholm'],
  'no ': ['Kristiania'],
  'fi ': ['Helsinki'],
  'lv ': ['Riga', 'Rīga'],
  'li ': ['Vilna', 'Wilno'],
  'pl ': ['Kraków', 'Warszawa'],
  'xr ': ['Praha'],
  'hu ': ['Budapest', 'Pest'],
  'ci ': ['Zagreb'],
  'rb ': ['Beograd'],
  'ru ': ['Moskva', 'Sankt-Peterburg'],
  'gr ': ['Athēna'],
  'gs ': ['Tʻbilisi', 'Tʻiflis'],
  'tu ': ['Ankara', 'İstanbul'],
  'ua ': ['Alexandreia', 'Būlāq', 'al-Qāhirah'],
  'ii ': ['Bombay', 'Dihlī', 'Kolkata'],
  'pk ': ['Lāhaur'],
  'cc ': ['Nanjing', 'Shanghai'],
  'ja ': ['Edo', 'Kyōto', 'Tōkyō', 'Ōsaka'],
  'io ': ['Batavia'],
};

const codes = new Map(Object.entries(placesByCode).flatMap(([code, places]) => places.map((place) => [place, code])));

/** The three characters of 008/15-17; `xx ` (unknown) where no place is known. Throws for a place without a code. */
export function countryCode(place: string | undefined): string {
  if (place === undefined) return 'xx ';
  const code = codes.get(place);
  if (code === undefined) throw new Error(`no MARC country code for the place ${place}`);
  return code;
}
