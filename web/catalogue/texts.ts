/** Every text of the public catalogue. */
export const catalogueTexts = {} as const;
