export const id = (value: unknown) => value as string;
