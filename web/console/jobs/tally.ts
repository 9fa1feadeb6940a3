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
  'restored',
  'binned',
  'kept',
  'skipped',
  'files',
  'events',
  'findings',
] as const;
