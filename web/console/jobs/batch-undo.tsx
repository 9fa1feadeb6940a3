import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../shared/ui/notice.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { approvalOf, SecondPerson } from '../parts/second-person.tsx';
import { useMay } from '../session.ts';

/** Undo a set of changes as a whole; and undo the undo, which does it again. */
export const BatchUndo = ({ batchId }: { readonly batchId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const go = useNavigate();
  const batch = useRead('batch.get', { batchId });
  const undo = useAction('batch.undo', ({ jobId }) => void go({ to: '/jobs/$jobId', params: { jobId } }));
  const { data } = batch;
  if (data === undefined) return <Pending read={batch} rows={1} />;
  if (!may('batches.undo') || data.state === 'open') return null;
  const undone = data.state === 'undone';
  // Done again after an undo: what did it again holds the newest changes.
  const target = undone ? data.undoneBy : (data.redoneBy ?? data.batchId);
  const label = undone || data.kind === 'undo' ? t('batches.redo') : t('batches.undo');
  return (
    <div className="page">
      {undone ? <Notice tone="look" title={t('batches.wasUndone')} /> : null}
      <SecondPerson
        error={undo.error}
        again={() => (target === undefined ? undefined : undo.run({ batchId: target }))}
      />
      {target === undefined || approvalOf(undo.error) !== undefined ? null : (
        <div className="form-steps">
          <Button variant="default" loading={undo.pending} onClick={() => undo.run({ batchId: target })}>
            {label}
          </Button>
          <span className="page-lead">
            {undone || data.kind === 'undo' ? t('batches.redoHelp') : t('batches.undoHelp')}
          </span>
        </div>
      )}
    </div>
  );
};
