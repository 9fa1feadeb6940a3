import '../parts/form.css';
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MarcJson, TitleForm } from '../../../shared/contracts/titles.ts';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { linesToMarc, marcToLines, type WrongLine } from './marc-lines.ts';
import { formInput, TitleFields } from './title-fields.tsx';

export type Written = { readonly form: TitleForm } | { readonly record: MarcJson };

const EMPTY_RECORD: MarcJson = {
  leader: '00000nam a2200000 i 4500',
  fields: [{ 245: { ind1: '0', ind2: '0', subfields: [{ a: '' }] } }],
};

/** Writes a title in one of two ways: a short form, or MARC as plain lines. */
export const TitleEditor = ({
  form,
  record,
  withReason,
  submit,
  pending,
  onSubmit,
  children,
}: {
  readonly form: Partial<TitleForm>;
  readonly record: MarcJson | undefined;
  readonly withReason: boolean;
  readonly submit: string;
  readonly pending: boolean;
  readonly onSubmit: (written: Written, reason: string | undefined) => void;
  readonly children?: ReactNode;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [way, setWay] = useState<'form' | 'marc'>('form');
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [wrongLine, setWrongLine] = useState<WrongLine | undefined>();

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const texts = formTexts(event.currentTarget);
    const reason = texts['reason'];
    if (way === 'marc') {
      const parsed = linesToMarc(String(new FormData(event.currentTarget).get('marc') ?? ''));
      setWrongLine('wrong' in parsed ? parsed.wrong : undefined);
      if ('record' in parsed) onSubmit({ record: parsed.record }, reason);
      return;
    }
    const checked = checkForm(TitleForm, formInput(texts));
    setWrong(checked.wrong);
    if (checked.value !== undefined) onSubmit({ form: checked.value }, reason);
  };

  return (
    <form className="form" onSubmit={send} noValidate>
      <fieldset className="choice">
        <legend>{t('edit.way')}</legend>
        <Button
          variant={way === 'form' ? 'filled' : 'default'}
          aria-pressed={way === 'form'}
          onClick={() => setWay('form')}
        >
          {t('edit.shortForm')}
        </Button>
        <Button
          variant={way === 'marc' ? 'filled' : 'default'}
          aria-pressed={way === 'marc'}
          onClick={() => setWay('marc')}
        >
          {t('edit.marcForm')}
        </Button>
      </fieldset>
      {children}
      {way === 'form' ? (
        <TitleFields start={form} wrong={wrong} />
      ) : (
        <>
          {wrongLine === undefined ? null : (
            <Notice
              tone="act"
              live
              title={t('edit.marcWrong', { line: wrongLine.line, why: t(`edit.marcWhy.${wrongLine.why}`) })}
            />
          )}
          <Textarea
            name="marc"
            className="form-lines"
            label={t('edit.marcLabel')}
            description={t('edit.marcHelp')}
            defaultValue={marcToLines(record ?? EMPTY_RECORD)}
            rows={18}
            spellCheck={false}
            dir="ltr"
          />
        </>
      )}
      {withReason ? (
        <TextInput name="reason" label={t('edit.reason')} description={t('common:optional')} maxLength={500} />
      ) : null}
      <div className="form-steps">
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
      </div>
    </form>
  );
};
