import '../parts/form.css';
import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { line } from '../../../shared/contracts/values.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { formTexts } from '../../shared/ui/form.ts';
import { useAction } from '../api.ts';

/** From the demo to a library of one's own: what happens is said first, and it can be undone as a whole. */
export const OwnBooks = ({ name }: { readonly name: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const begin = useAction('library.begin-empty', ({ jobId }) => void go({ to: '/jobs/$jobId', params: { jobId } }));
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = line(200).safeParse(formTexts(event.currentTarget)['ownName']);
    setWrong(!parsed.success);
    if (parsed.success) begin.run({ libraryName: parsed.data });
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      {begin.error === null ? null : <ErrorNotice error={begin.error} />}
      <p>{t('settings.ownText')}</p>
      <TextInput
        name="ownName"
        label={t('settings.ownName')}
        required
        placeholder={name}
        dir="auto"
        {...(wrong ? { error: t('form.check') } : {})}
      />
      <div className="form-steps">
        <Button type="submit" variant="default" loading={begin.pending}>
          {t('settings.ownStart')}
        </Button>
      </div>
    </form>
  );
};
