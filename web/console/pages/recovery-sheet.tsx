import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sheetNumber } from '../../shared/identity/sheet-number.ts';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { forgetRecipient, keptRecipient } from '../take-home/kept-recipient.ts';
import { NewSheet } from '../take-home/new-sheet.tsx';
import { PutInUse } from '../take-home/put-in-use.tsx';

/** Making a recovery sheet, step by step; comes back to the last step from the sign-in it asks for. */
export const RecoverySheetPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const settings = useRead('settings.get', {});
  const [kept, setKept] = useState(() => keptRecipient(sessionStorage));
  const drop = () => {
    forgetRecipient(sessionStorage);
    setKept(undefined);
  };
  const { data } = settings;
  return (
    <Page
      title={t('makeSheet.title')}
      lead={<span className="no-print">{t('makeSheet.lead')}</span>}
      actions={<Link to="/safety/take-home">{t('takeHome.backTo')}</Link>}
    >
      {data === undefined ? <Pending read={settings} rows={2} height={120} /> : null}
      {data !== undefined && kept !== undefined ? (
        <Sheet title={t('makeSheet.stepUse')}>
          <PutInUse
            recipient={kept}
            version={data.version}
            title={t('makeSheet.waiting', { number: sheetNumber(kept) })}
            onDrop={drop}
          />
        </Sheet>
      ) : null}
      {data !== undefined && kept === undefined ? (
        <NewSheet inUse={data.recovery?.recipient} version={data.version} />
      ) : null}
    </Page>
  );
};
