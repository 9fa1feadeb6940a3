/** A short name for a recovery sheet, made of its public half: it says which paper is meant, and is no secret. */
export const sheetNumber = (recipient: string): string => recipient.slice(-6).toUpperCase();
