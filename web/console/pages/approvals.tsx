import '../parts/form.css';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import { ApprovalCard, useApprovalWords } from '../parts/approval-card.tsx';

/** What waits for a second person: what would happen, who asked, and two buttons. */
export const ApprovalsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const sentenceOf = useApprovalWords();
  const list = usePages(
    'approval.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = list.data?.pages.flatMap((page) => page.rows);
  const waiting = rows?.filter((row) => row.state === 'waiting') ?? [];
  const decided = rows?.filter((row) => row.state !== 'waiting') ?? [];
  return (
    <Page title={t('approvals.title')} lead={t('approvals.lead')}>
      {rows === undefined ? <Pending read={list} rows={2} height={120} /> : null}
      {rows !== undefined && waiting.length === 0 ? (
        <Empty title={t('approvals.none')}>{t('approvals.noneText')}</Empty>
      ) : null}
      {waiting.map((row) => (
        <Sheet key={row.approvalId} title={sentenceOf(row)}>
          <ApprovalCard row={row} />
        </Sheet>
      ))}
      {decided.length === 0 ? null : (
        <Sheet title={t('approvals.earlier')}>
          <DataTable
            caption={t('approvals.earlier')}
            head={[t('batches.what'), t('batches.who'), t('batches.state')]}
            rows={decided.map((row) => ({
              key: row.approvalId,
              cells: [sentenceOf(row), row.requestedByName, t(`approvals.states.${row.state}`)],
            }))}
          />
        </Sheet>
      )}
    </Page>
  );
};
