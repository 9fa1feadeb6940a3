import '@mantine/core/styles/Input.css';
import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TitleForm, TitleView } from '../../../shared/contracts/titles.ts';

/** The short form as it stands in a record. */
export const formOf = (view: Pick<TitleView, 'brief' | 'subjects'>): TitleForm => {
  const { brief } = view;
  return {
    title: brief.title,
    subtitle: brief.subtitle,
    author: brief.people[0],
    year: brief.year,
    publisher: brief.publisher,
    isbn: brief.isbns[0],
    callNumber: brief.callNumber,
    language: brief.language,
    subjects: view.subjects.length === 0 ? undefined : view.subjects,
  };
};

/** What the fields of the short form hold, for the schema to check. */
export const formInput = (texts: Readonly<Record<string, string>>): Record<string, unknown> => {
  const { subjects, reason: _reason, ...rest } = texts;
  const lines = (subjects ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { ...rest, ...(lines.length === 0 ? {} : { subjects: lines }) };
};

const names = ['title', 'subtitle', 'author', 'year', 'publisher', 'isbn', 'callNumber', 'language'] as const;
export const fieldNames = [...names, 'subjects'] as const;

/** The short form of a title. */
export const TitleFields = ({
  start,
  wrong,
}: {
  readonly start: Partial<TitleForm>;
  readonly wrong: ReadonlySet<string>;
}) => {
  const { t } = useTranslation(['console', 'common']);
  return (
    <>
      {names.map((name) => (
        <TextInput
          key={name}
          name={name}
          label={t(`edit.${name}`)}
          defaultValue={start[name] ?? ''}
          required={name === 'title'}
          dir="auto"
          {...(name === 'language' ? { description: t('edit.languageHelp'), maxLength: 3 } : {})}
          {...(wrong.has(name) ? { error: name === 'title' ? t('edit.needTitle') : t('form.check') } : {})}
        />
      ))}
      <Textarea
        name="subjects"
        label={t('edit.subjects')}
        defaultValue={(start.subjects ?? []).join('\n')}
        rows={4}
        dir="auto"
        {...(wrong.has('subjects') ? { error: t('form.check') } : {})}
      />
    </>
  );
};
