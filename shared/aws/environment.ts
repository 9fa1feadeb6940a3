/**
 * Reads the environment names a function declares, and no others.
 * Throws an Error naming every name that is missing, so that a bad deployment fails at its first call.
 */
export const environment = <const Name extends string>(
  names: readonly Name[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<Name, string>> => {
  const missing = names.filter((name) => source[name] === undefined || source[name] === '');
  if (missing.length > 0) throw new Error(`environment lacks ${missing.join(', ')}`);
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) found[name] = source[name] ?? '';
  return complete(found, names);
};

const complete = <Name extends string>(
  found: Partial<Record<Name, string>>,
  names: readonly Name[],
): Record<Name, string> => {
  const isWhole = (value: Partial<Record<Name, string>>): value is Record<Name, string> =>
    names.every((name) => value[name] !== undefined);
  if (!isWhole(found)) throw new Error('environment changed while it was read');
  return found;
};
