import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BackupView } from '../../../shared/contracts/backups.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, usePages } from '../api.ts';
import { useMay } from '../session.ts';

const POLL_MS = 2_000;
/** The newest copy is being made, or its proof is still to come: the page then follows by itself. */
const isOnItsWay = (newest: BackupView | undefined): boolean =>
  newest?.state === 'running' || (newest?.state === 'kept' && newest.proof === undefined);

const ProofCell = ({ copy }: { readonly copy: BackupView }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const { proof } = copy;
  if (copy.state === 'running') return t('safety.running');
  if (copy.state === 'failed') return <strong className="proof-failed">{t('safety.failed')}</strong>;
  if (proof === undefined) return t('safety.notProved');
  const when = words.moment(proof.at);
  if (proof.passed)
    return t(proof.kind === 'rebuilt' ? 'safety.provedRebuilt' : 'safety.proved', {
      when,
      records: words.number(proof.records),
    });
  return (
    <>
      <strong className="proof-failed">{t('safety.proofFailed', { when })}</strong>
      <ul aria-label={t('safety.findings')}>
        {proof.findings.map(({ code, file, record }) => (
          <li key={`${code}${file ?? ''}${record ?? ''}`}>
            {words.say(code.startsWith('finding.') ? code : `finding.${code}`, {
              file: file ?? '',
              record: record ?? '',
            })}
          </li>
        ))}
      </ul>
    </>
  );
};

/** The copies there are, each with the state of its proof. */
export const BackupCopies = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const go = useNavigate();
  const prove = useAction('backup.prove', ({ jobId }) => void go({ to: '/jobs/$jobId', params: { jobId } }));
  const copies = usePages(
    'backup.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
    true,
    (first) => (isOnItsWay(first?.rows[0]) ? POLL_MS : false),
  );
  const rows = copies.data?.pages.flatMap((page) => page.rows);
  if (rows === undefined) return <Pending read={copies} rows={3} />;
  if (rows.length === 0) return <Empty title={t('safety.none')}>{t('safety.noneText')}</Empty>;
  return (
    <>
      {prove.error === null ? null : <ErrorNotice error={prove.error} />}
      <DataTable
        caption={t('safety.copies')}
        head={[t('safety.madeAt'), t('safety.holds'), t('safety.keptUntil'), t('safety.proof'), t('title.actions')]}
        rows={rows.map((copy) => ({
          key: copy.backupId,
          cells: [
            <time key="at" dateTime={copy.exportTime} title={words.full(copy.exportTime)}>
              {words.moment(copy.exportTime)}
            </time>,
            `${t('safety.records', { count: copy.records })}, ${words.bytes(copy.bytes)}`,
            copy.retainUntil === undefined ? undefined : words.date(copy.retainUntil),
            <ProofCell key="proof" copy={copy} />,
            copy.state === 'kept' && may('backups.run') ? (
              <div key="prove" className="copy-tests">
                <Button
                  variant="subtle"
                  disabled={prove.pending}
                  aria-label={t('safety.proveCopy', { when: words.moment(copy.exportTime) })}
                  onClick={() => prove.run({ backupId: copy.backupId, kind: 'read-back' })}
                >
                  {t('health.readBack')}
                </Button>
                <Button
                  variant="subtle"
                  disabled={prove.pending}
                  aria-label={t('health.rebuildCopy', { when: words.moment(copy.exportTime) })}
                  onClick={() => prove.run({ backupId: copy.backupId, kind: 'rebuilt' })}
                >
                  {t('health.rebuild')}
                </Button>
              </div>
            ) : undefined,
          ],
        }))}
      />
      {copies.hasNextPage ? (
        <div>
          <Button variant="default" loading={copies.isFetchingNextPage} onClick={() => void copies.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
