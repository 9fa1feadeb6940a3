import '../parts/form.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';

/** Where I am signed in, and the way out of all of it at once. */
export const SessionsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const sessions = useRead('session.list', {});
  const endAll = useAction('session.end-all', () => window.location.assign('/'), false);
  const deviceOf = (device: string) => {
    if (device === 'desk' || device === 'public') return t(`sessions.devices.${device}`);
    return device === '' || device === 'none' || device === 'unknown' ? t('sessions.unknownDevice') : device;
  };
  return (
    <Page title={t('sessions.title')} lead={t('sessions.lead')}>
      {endAll.error === null ? null : <ErrorNotice error={endAll.error} />}
      <Sheet>
        {sessions.data === undefined ? (
          <Pending read={sessions} rows={2} />
        ) : (
          <DataTable
            caption={t('sessions.title')}
            head={[t('sessions.device'), t('sessions.opened'), t('sessions.seen')]}
            rows={sessions.data.rows.map((session) => ({
              key: session.sessionId,
              cells: [
                session.current ? t('sessions.here') : deviceOf(session.device),
                words.moment(session.openedAt),
                words.moment(session.lastSeenAt),
              ],
            }))}
          />
        )}
        <div className="form-steps">
          <Button variant="default" loading={endAll.pending} onClick={() => endAll.run({})}>
            {t('sessions.all')}
          </Button>
        </div>
      </Sheet>
    </Page>
  );
};
