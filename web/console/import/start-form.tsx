import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import { CopyMapping, ImportDefaults, type ImportPreview } from '../../../shared/contracts/intake.ts';
import { ItemType } from '../../../shared/contracts/titles.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../api.ts';

const ownFields = ['tag', 'barcode', 'callNumber', 'branch', 'location', 'itemType', 'price'] as const;

/** Where copies live in the records, and what they are when a record does not say. */
export const StartForm = ({
  uploadId,
  preview,
  branches,
}: {
  readonly uploadId: string;
  readonly preview: z.infer<typeof ImportPreview>;
  readonly branches: readonly { readonly code: string; readonly name: string }[];
}) => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const [preset, setPreset] = useState<CopyMapping['preset']>(preview.guess.preset);
  const [wrong, setWrong] = useState(false);
  const start = useAction('import.start', ({ jobId }) => void go({ to: '/jobs/$jobId', params: { jobId } }));
  const known = preview.mappings.filter(({ mapping }) => mapping.preset !== 'own');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { mapping: _chosen, defaultBranch, defaultItemType, ...own } = formTexts(event.currentTarget);
    const mapping = preset === 'own' ? { ...own, preset } : known.find((one) => one.mapping.preset === preset)?.mapping;
    const checked = checkForm(CopyMapping, mapping ?? preview.guess);
    const defaults = checkForm(ImportDefaults, { branch: defaultBranch, itemType: defaultItemType });
    const ready = checked.value !== undefined && defaults.value !== undefined;
    setWrong(!ready);
    if (checked.value !== undefined && defaults.value !== undefined)
      start.run({ uploadId, mapping: checked.value, defaults: defaults.value });
  };
  const choice = (value: CopyMapping['preset'], help: string, example?: string) => (
    <li key={value}>
      <label>
        <input type="radio" name="mapping" value={value} checked={preset === value} onChange={() => setPreset(value)} />
        <span className="mapping-words">
          <strong>
            {t(`import.mapping.${value}`)}
            {preview.guess.preset === value ? ` – ${t('import.guess')}` : ''}
          </strong>
          <span>{help}</span>
          {example === undefined ? null : <span className="page-lead figures">{example}</span>}
        </span>
      </label>
    </li>
  );
  return (
    <form className="form" onSubmit={submit} noValidate>
      {start.error === null ? null : <ErrorNotice error={start.error} />}
      {wrong ? <Notice tone="act" live title={t('form.wrong')} /> : null}
      {preview.format === 'csv' ? null : (
        <fieldset className="choice">
          <legend>{t('import.where')}</legend>
          <ul className="mappings">
            {known.map(({ mapping, copies, example }) =>
              choice(mapping.preset, t('import.copiesFound', { count: copies }), example),
            )}
            {choice('own', t('import.ownHelp'))}
          </ul>
        </fieldset>
      )}
      {preset === 'own' ? (
        <div className="form-two">
          {ownFields.map((name) => (
            <TextInput
              key={name}
              name={name}
              label={t(`import.own.${name}`)}
              maxLength={name === 'tag' ? 3 : 1}
              defaultValue={preview.guess[name] ?? ''}
            />
          ))}
        </div>
      ) : null}
      <div className="form-two">
        <NativeSelect
          name="defaultBranch"
          label={t('import.defaultBranch')}
          data={branches.map(({ code, name }) => ({ value: code, label: name }))}
        />
        <NativeSelect
          name="defaultItemType"
          label={t('import.defaultType')}
          data={ItemType.options.map((value) => ({ value, label: t(`common:itemType.${value}`) }))}
        />
      </div>
      <div className="form-steps">
        <Button type="submit" size="md" loading={start.pending}>
          {t('import.start')}
        </Button>
        <span className="page-lead">{t('import.startHelp')}</span>
      </div>
    </form>
  );
};
