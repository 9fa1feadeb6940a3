import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Staff } from '../../../shared/contracts/people.ts';
import { line } from '../../../shared/contracts/values.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Sheet } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';

const Invitation = z.strictObject({ name: line(200), email: z.email().max(254), role: Staff.shape.role });

export const InviteStaff = ({ onDone }: { readonly onDone: () => void }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const toast = useToast();
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const invite = useAction('staff.invite');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { value, wrong: found } = checkForm(Invitation, formTexts(event.currentTarget));
    setWrong(found);
    if (value === undefined) return;
    invite.run(value, {}, () => {
      toast(t('staff.invited', { name: value.name }));
      onDone();
    });
  };
  const mark = (name: string) => (wrong.has(name) ? { error: t('form.check') } : {});
  return (
    <Sheet title={t('staff.invite')}>
      <form className="form" onSubmit={submit} noValidate>
        {invite.error === null ? null : <ErrorNotice error={invite.error} />}
        <TextInput
          name="name"
          label={t('staff.name')}
          required
          autoFocus
          autoComplete="off"
          dir="auto"
          {...mark('name')}
        />
        <TextInput name="email" type="email" label={t('staff.email')} required autoComplete="off" {...mark('email')} />
        <NativeSelect
          name="role"
          label={t('staff.role')}
          defaultValue="clerk"
          data={Staff.shape.role.options.map((value) => ({ value, label: words.say(`role.${value}`) }))}
        />
        <div className="form-steps">
          <Button type="submit" loading={invite.pending}>
            {t('staff.inviteSend')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
