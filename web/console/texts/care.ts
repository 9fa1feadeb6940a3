/** Texts of the care of the catalogue and its copies: import, jobs, safety, bin. */
export const careTexts = { form: { check: 'Check this field.' } } as const;
