const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** "Firefox on Windows": enough for a person to know a device again, too little to follow one. */
export const deviceLabel = (userAgent: string): string => {
  const name = (table: typeof browsers, other: string) =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1] ?? other;
  return `${name(browsers, 'Browser')} on ${name(systems, 'another system')}`;
};

/** A path of the same site to come back to; anything else is the front page. */
export const safeReturn = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])[\x20-\x7e]*$/.test(path) ? path : '/';
