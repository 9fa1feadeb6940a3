/** The numbers of a finished job that have a sentence, in the order they are told. */
export const tallyNames = [
  'imported',
  'repaired',
  'refused',
  'titles',
  'items',
  'records',
  'loans',
  'patrons',
  'undone',
  'kept',
  'restored',
  'binned',
  'skipped',
  'files',
  'events',
  'findings',
] as const;
