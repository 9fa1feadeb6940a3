/** Texts of the house: approvals, staff, settings, sessions. */
export const houseTexts = {} as const;
