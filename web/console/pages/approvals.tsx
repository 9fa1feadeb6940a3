import '../parts/form.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, usePages } from '../api.ts';
import { useToast } from '../toasts.tsx';

/** What waits for a second person: what would happen, who asked, and two buttons. */
export const ApprovalsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const toast = useToast();
  const give = useAction('approval.give');
  const refuse = useAction('approval.refuse');
  const list = usePages(
    'approval.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = list.data?.pages.flatMap((page) => page.rows);
  const error = give.error ?? refuse.error;
  const sentenceOf = (preview: { code: string; params: Readonly<Record<string, string | number | boolean>> }) =>
    words.say(words.knows(preview.code) ? preview.code : `approval.preview.${preview.code}`, preview.params);
  const waiting = rows?.filter((row) => row.state === 'waiting') ?? [];
  const decided = rows?.filter((row) => row.state !== 'waiting') ?? [];
  return (
    <Page title={t('approvals.title')} lead={t('approvals.lead')}>
      {error === null ? null : <ErrorNotice error={error} />}
      {rows === undefined ? <Pending read={list} rows={2} height={120} /> : null}
      {rows !== undefined && waiting.length === 0 ? (
        <Empty title={t('approvals.none')}>{t('approvals.noneText')}</Empty>
      ) : null}
      {waiting.map((row) => {
        const what = sentenceOf(row.preview);
        const name = row.requestedByName ?? t('past.somebody');
        return (
          <Sheet key={row.approvalId} title={what}>
            <p>
              {t('approvals.asked', { name, when: words.moment(row.createdAt) })}{' '}
              {t('approvals.until', { when: words.moment(row.expiresAt) })}
            </p>
            {row.mine ? (
              <Notice tone="calm" title={t('approvals.mine')} />
            ) : (
              <div className="form-steps">
                <Button
                  loading={give.pending}
                  aria-label={t('approvals.giveThis', { what })}
                  onClick={() =>
                    give.run({ approvalId: row.approvalId }, { ifMatch: row.version }, () =>
                      toast(t('approvals.given', { name })),
                    )
                  }
                >
                  {t('approvals.give')}
                </Button>
                <Button
                  variant="default"
                  loading={refuse.pending}
                  aria-label={t('approvals.refuseThis', { what })}
                  onClick={() =>
                    refuse.run({ approvalId: row.approvalId }, { ifMatch: row.version }, () =>
                      toast(t('approvals.refused')),
                    )
                  }
                >
                  {t('approvals.refuse')}
                </Button>
              </div>
            )}
          </Sheet>
        );
      })}
      {decided.length === 0 ? null : (
        <Sheet title={t('approvals.earlier')}>
          <DataTable
            caption={t('approvals.earlier')}
            head={[t('batches.what'), t('batches.who'), t('batches.state')]}
            rows={decided.map((row) => ({
              key: row.approvalId,
              cells: [sentenceOf(row.preview), row.requestedByName, t(`approvals.states.${row.state}`)],
            }))}
          />
        </Sheet>
      )}
    </Page>
  );
};
