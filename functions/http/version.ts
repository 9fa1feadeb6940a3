import manifest from '../../package.json' with { type: 'json' };

/** The version of the product, as its manifest says. */
export const { version } = manifest;
