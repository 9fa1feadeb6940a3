import '@mantine/core/styles/Input.css';
import './recovery-sheet.css';
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readTypedSheet, type SheetProblem } from '../../../shared/contracts/recovery-sheet.ts';
import { formTexts } from '../ui/form.ts';
import { Notice } from '../ui/notice.tsx';
import { recipientOf } from './make-identity.ts';
import { sheetNumber } from './sheet-number.ts';

type Result = { readonly problem: SheetProblem } | { readonly recipient: string };

/** Has a whole sheet typed in and says whether it is the one in use; what is typed stays in this browser. */
export const TypedSheet = ({ recipient }: { readonly recipient: string }) => {
  const { t } = useTranslation('sheet');
  const [result, setResult] = useState<Result | undefined>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const read = readTypedSheet(formTexts(form)['sheet'] ?? '');
    if (read.identity === undefined) setResult({ problem: read.problem });
    else
      void recipientOf(read.identity).then((found) => {
        form.reset();
        setResult({ recipient: found });
      });
  };
  return (
    <form className="form typed-sheet no-print" onSubmit={submit} noValidate autoComplete="off">
      <Textarea
        name="sheet"
        label={t('typed.label')}
        description={t('typed.help')}
        required
        rows={4}
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        {...(result !== undefined && 'problem' in result
          ? { error: t(`problem.${result.problem.code}`, { ...result.problem.params }) }
          : {})}
      />
      {result !== undefined && 'recipient' in result ? (
        <Notice
          live
          tone={result.recipient === recipient ? 'safe' : 'look'}
          title={t(result.recipient === recipient ? 'typed.right' : 'typed.other', {
            number: sheetNumber(result.recipient),
          })}
        />
      ) : null}
      <div className="form-steps">
        <Button type="submit" variant="default">
          {t('typed.check')}
        </Button>
      </div>
    </form>
  );
};
