import '../parts/form.css';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sheetNumber } from '../../shared/identity/sheet-number.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';
import { forgetRecipient, keepRecipient } from './kept-recipient.ts';

/** The last step: the public half goes to the library, after a fresh sign-in for exactly this. */
export const PutInUse = ({
  recipient,
  version,
  title,
  onDrop,
}: {
  readonly recipient: string;
  /** Of the settings that were seen. */
  readonly version: number;
  readonly title: string;
  readonly onDrop: () => void;
}) => {
  const { t } = useTranslation('console');
  const go = useNavigate();
  const toast = useToast();
  const number = sheetNumber(recipient);
  const use = useAction('settings.recovery-sheet', () => {
    forgetRecipient(sessionStorage);
    toast(t('makeSheet.done', { number }));
    void go({ to: '/safety/take-home' });
  });
  return (
    <div className="form no-print">
      <Notice tone="safe" live title={title}>
        <p>{t('makeSheet.useText', { number })}</p>
      </Notice>
      {use.error === null ? null : <ErrorNotice error={use.error} />}
      <div className="form-steps">
        <Button
          loading={use.pending}
          onClick={() => {
            keepRecipient(sessionStorage, recipient);
            use.run({ recipient }, { ifMatch: version });
          }}
        >
          {t('makeSheet.use', { number })}
        </Button>
        <Button variant="subtle" onClick={onDrop}>
          {t('makeSheet.drop')}
        </Button>
      </div>
    </div>
  );
};
