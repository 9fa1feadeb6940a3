import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Staff, type StaffView } from '../../../shared/contracts/people.ts';
import { line } from '../../../shared/contracts/values.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Sheet } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';

const Change = z.strictObject({ name: line(200), role: Staff.shape.role });

export const ChangeStaff = ({
  person,
  onDone,
}: {
  readonly person: z.infer<typeof StaffView>;
  readonly onDone: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const toast = useToast();
  const [wrong, setWrong] = useState(false);
  const edit = useAction('staff.edit');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { value } = checkForm(Change, formTexts(event.currentTarget));
    setWrong(value === undefined);
    if (value === undefined) return;
    const branches = person.branches === undefined ? {} : { branches: person.branches };
    edit.run({ staffId: person.staffId, ...value, ...branches }, { ifMatch: person.version }, () => {
      toast(t('staff.changed', { name: value.name }));
      onDone();
    });
  };
  return (
    <Sheet title={t('staff.changeThis', { name: person.name })}>
      <form className="form" onSubmit={submit} noValidate>
        {edit.error === null ? null : <ErrorNotice error={edit.error} />}
        <TextInput
          name="name"
          label={t('staff.name')}
          required
          autoFocus
          defaultValue={person.name}
          dir="auto"
          {...(wrong ? { error: t('form.check') } : {})}
        />
        <NativeSelect
          name="role"
          label={t('staff.role')}
          defaultValue={person.role}
          data={Staff.shape.role.options.map((value) => ({ value, label: words.say(`role.${value}`) }))}
        />
        <div className="form-steps">
          <Button type="submit" loading={edit.pending}>
            {t('common:save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
