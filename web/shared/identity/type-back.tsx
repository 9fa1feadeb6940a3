import '@mantine/core/styles/Input.css';
import './recovery-sheet.css';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askedGroups, wrongGroups } from '../../../shared/contracts/recovery-sheet.ts';
import { formTexts } from '../ui/form.ts';

/** Enough that guessing is out of the question, few enough that nobody skips it. */
const ASKED = 3;

const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** Has some groups typed back from the paper, so that no sheet comes into use that was never printed. */
export const TypeBack = ({ identity, onRight }: { readonly identity: string; readonly onRight: () => void }) => {
  const { t } = useTranslation('sheet');
  const [asked] = useState(() => askedGroups(ASKED, chance));
  const [wrong, setWrong] = useState<readonly number[]>([]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const texts = formTexts(event.currentTarget);
    const found = wrongGroups(identity, new Map(asked.map((number) => [number, texts[`group-${number}`] ?? ''])));
    setWrong(found);
    if (found.length === 0) onRight();
  };
  return (
    <form className="form no-print" onSubmit={submit} noValidate autoComplete="off">
      <p>{t('typeBack.lead')}</p>
      <div className="type-back">
        {asked.map((number) => (
          <TextInput
            key={number}
            name={`group-${number}`}
            label={t('group', { number })}
            required
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            dir="ltr"
            {...(wrong.includes(number) ? { error: t('typeBack.wrong', { number }) } : {})}
          />
        ))}
      </div>
      <div className="form-steps">
        <Button type="submit">{t('typeBack.check')}</Button>
      </div>
    </form>
  );
};
