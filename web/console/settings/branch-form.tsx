import './rules.css';
import '../parts/form.css';
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import { BranchInput, type BranchView } from '../../../shared/contracts/library.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';

const BranchChange = BranchInput.omit({ code: true });
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** One branch: its name, its zone, when it is open. */
export const BranchForm = ({
  branch,
  write,
}: {
  readonly branch: z.infer<typeof BranchView>;
  readonly write: boolean;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const edit = useAction('branch.edit');
  const bin = useAction('branch.bin');
  const restore = useAction('branch.restore');
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const { branchId, name: called } = branch;
  const putAway = () =>
    bin.run({ branchId }, { ifMatch: branch.version }, ({ version }) =>
      toast(t('branchBin.binned', { name: called }), () =>
        restore.run({ branchId }, { ifMatch: version }, () => toast(t('branchBin.restored', { name: called }))),
      ),
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name, zone, closures, ...open } = formTexts(event.currentTarget);
    const checked = checkForm(BranchChange, {
      name,
      zone,
      openDays: days.map((day) => open[`day-${day}`] !== undefined),
      closures: (closures ?? '').split(/\s+/).filter((day) => day !== ''),
    });
    setWrong(checked.wrong);
    if (checked.value !== undefined)
      edit.run({ branchId: branch.branchId, ...checked.value }, { ifMatch: branch.version }, () =>
        toast(t('settings.branchSaved')),
      );
  };
  const mark = (name: string) => (wrong.has(name) ? { error: t('form.check') } : {});
  return (
    <form className="form" onSubmit={submit} noValidate>
      {edit.error === null ? null : <ErrorNotice error={edit.error} />}
      <TextInput
        name="name"
        label={t('settings.branchName')}
        required
        disabled={!write}
        defaultValue={branch.name}
        dir="auto"
        {...mark('name')}
      />
      <TextInput
        name="zone"
        label={t('settings.zone')}
        required
        disabled={!write}
        defaultValue={branch.zone}
        {...mark('zone')}
      />
      <fieldset className="choice" disabled={!write}>
        <legend>{t('settings.openDays')}</legend>
        <div className="days">
          {days.map((day, at) => (
            <Checkbox
              key={day}
              name={`day-${day}`}
              value="yes"
              label={t(`settings.days.${day}`)}
              defaultChecked={branch.openDays[at] ?? false}
            />
          ))}
        </div>
      </fieldset>
      <Textarea
        name="closures"
        label={t('settings.closures')}
        disabled={!write}
        defaultValue={branch.closures.join('\n')}
        rows={3}
        {...mark('closures')}
      />
      {write ? (
        <>
          <div className="form-steps">
            <Button type="submit" loading={edit.pending}>
              {t('common:save')}
            </Button>
            <Button variant="default" loading={bin.pending} onClick={putAway}>
              {t('branchBin.bin')}
            </Button>
          </div>
          <p className="page-lead">{t('branchBin.help')}</p>
          {bin.error === null ? null : <ErrorNotice error={bin.error} />}
        </>
      ) : null}
    </form>
  );
};
