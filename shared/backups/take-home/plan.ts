/** A memory stick as it is sold (FAT32) holds files below 4 GiB; what surrounds the files takes some of it. */
export const PART_LIMIT = 3.5 * 1024 ** 3;

/**
 * Spreads files over parts: in their order, the first part `taken` full already, none over `limit` unless a single
 * file is. Gives the part of each file, from 1.
 */
export const partsOf = (sizes: readonly number[], taken: number, limit: number): number[] => {
  let part = 1;
  let full = taken;
  return sizes.map((size) => {
    if (full > 0 && full + size > limit) {
      part += 1;
      full = 0;
    }
    full += size;
    return part;
  });
};

/** The name of a part once it is downloaded: which library, which day, which part of how many. */
export const fileNameOf = (libraryName: string, exportTime: string, part: number, parts: number): string => {
  const plain = libraryName
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 40);
  const which = parts === 1 ? '' : `-part-${part}-of-${parts}`;
  return `${plain === '' ? 'library' : plain}-${exportTime.slice(0, 10)}${which}.age`;
};
