import type * as z from 'zod';

/** The texts of a form as it stands, by field name; untouched and blank fields are left out. */
export const formTexts = (form: HTMLFormElement): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '') texts[name] = value.trim();
  return texts;
};

export interface Checked<T> {
  readonly value: T | undefined;
  /** Names of the fields that do not fit. */
  readonly wrong: ReadonlySet<string>;
}

/** Checks what was typed with the schema the server will use, so that the same words are refused before they are sent. */
export const checkForm = <S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, wrong: new Set() };
  return { value: undefined, wrong: new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? ''))) };
};
