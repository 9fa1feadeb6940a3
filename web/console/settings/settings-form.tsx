import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '../parts/form.css';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import { type LendingRule, SettingsInput, type SettingsView } from '../../../shared/contracts/library.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Sheet } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';
import { RulesTable } from './rules-table.tsx';

/** Name, language, training and the table of lending rules: one record, saved as one. */
export const SettingsForm = ({
  settings,
  branches,
  write,
}: {
  readonly settings: z.infer<typeof SettingsView>;
  readonly branches: readonly { readonly code: string; readonly name: string }[];
  readonly write: boolean;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const edit = useAction('settings.edit');
  const [rules, setRules] = useState<readonly LendingRule[]>(settings.rules);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { libraryName, language, training } = formTexts(event.currentTarget);
    const checked = checkForm(SettingsInput, {
      libraryName,
      language,
      rules,
      trainingRequired: training !== undefined,
    });
    setWrong(checked.wrong);
    if (checked.value !== undefined)
      edit.run(checked.value, { ifMatch: settings.version }, () => toast(t('settings.saved')));
  };
  return (
    <form className="page" onSubmit={submit} noValidate>
      {edit.error === null ? null : <ErrorNotice error={edit.error} />}
      {wrong.size === 0 ? null : <Notice tone="act" live title={t('form.wrong')} />}
      <Sheet title={t('settings.general')}>
        <div className="form">
          <TextInput
            name="libraryName"
            label={t('settings.libraryName')}
            required
            disabled={!write}
            defaultValue={settings.libraryName}
            dir="auto"
            {...(wrong.has('libraryName') ? { error: t('form.check') } : {})}
          />
          <TextInput
            name="language"
            label={t('settings.language')}
            required
            disabled={!write}
            defaultValue={settings.language}
            {...(wrong.has('language') ? { error: t('form.check') } : {})}
          />
          <Checkbox
            name="training"
            value="yes"
            label={t('settings.training')}
            disabled={!write}
            defaultChecked={settings.trainingRequired}
          />
        </div>
      </Sheet>
      <Sheet title={t('settings.rules')}>
        <p className="page-lead">{t('settings.rulesHelp')}</p>
        <RulesTable rules={rules} branches={branches} write={write} onChange={setRules} />
      </Sheet>
      {write ? (
        <div className="form-steps">
          <Button type="submit" loading={edit.pending}>
            {t('common:save')}
          </Button>
        </div>
      ) : null}
    </form>
  );
};
