/** The numbers of a finished job that have a sentence, in the order they are told. */
export const tallyNames = [
  'imported',
  'repaired',
  'refused',
  'titles',
  'items',
  'records',
  'restored',
  'binned',
  'skipped',
  'files',
  'events',
  'findings',
] as const;
