import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '../parts/form.css';
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PatronCategory, PatronInput } from '../../../shared/contracts/patrons.ts';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Notice } from '../../shared/ui/notice.tsx';

const lines = ['name', 'card', 'email', 'phone'] as const;

/** Registers a patron or corrects one. */
export const PatronForm = ({
  start,
  withReason,
  submit,
  pending,
  onSubmit,
  children,
}: {
  readonly start: Partial<PatronInput>;
  readonly withReason: boolean;
  readonly submit: string;
  readonly pending: boolean;
  readonly onSubmit: (input: PatronInput, reason: string | undefined) => void;
  readonly children?: ReactNode;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { reason, blocked, ...texts } = formTexts(event.currentTarget);
    const kept = start.branch === undefined ? {} : { branch: start.branch };
    const checked = checkForm(PatronInput, { ...kept, ...texts, blocked: blocked !== undefined });
    setWrong(checked.wrong);
    if (checked.value !== undefined) onSubmit(checked.value, reason);
  };
  const mark = (name: string) => (wrong.has(name) ? { error: t('form.check') } : {});
  const labels = { name: t('patron.name'), card: t('patron.card'), email: t('patron.email'), phone: t('patron.phone') };
  return (
    <form className="form" onSubmit={send} noValidate autoComplete="off">
      {children}
      {wrong.size === 0 ? null : <Notice tone="act" live title={t('form.wrong')} />}
      {lines.map((name) => (
        <TextInput
          key={name}
          name={name}
          label={labels[name]}
          defaultValue={start[name] ?? ''}
          required={name === 'name' || name === 'card'}
          dir="auto"
          autoComplete="off"
          {...mark(name)}
        />
      ))}
      <Textarea
        name="address"
        label={t('patron.address')}
        defaultValue={start.address ?? ''}
        rows={3}
        dir="auto"
        {...mark('address')}
      />
      <div className="form-two">
        <NativeSelect
          name="category"
          label={t('patron.category')}
          defaultValue={start.category ?? 'adult'}
          data={PatronCategory.options.map((value) => ({ value, label: t(`patron.categories.${value}`) }))}
        />
        <TextInput
          name="expires"
          type="date"
          required
          label={t('patron.expires')}
          defaultValue={start.expires ?? ''}
          {...mark('expires')}
        />
      </div>
      <Checkbox name="blocked" value="yes" label={t('patron.blocked')} defaultChecked={start.blocked ?? false} />
      <Textarea
        name="notes"
        label={t('patron.notes')}
        defaultValue={start.notes ?? ''}
        rows={3}
        dir="auto"
        {...mark('notes')}
      />
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
