import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryRow } from '../../../shared/contracts/recovery.ts';
import { call } from '../api.ts';
import { planCsv } from './plan-csv.ts';
import { useRowName } from './row-words.ts';
import { saveFile } from './save-file.ts';

const everyRow = async (jobId: string): Promise<readonly RecoveryRow[]> => {
  const rows: RecoveryRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('recovery.rows', { jobId, cursor });
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
};

/** Fetches the whole list of a plan and hands it over as a file. */
export const useCsv = (jobId: string) => {
  const { t } = useTranslation(['console', 'common']);
  const nameOf = useRowName();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setPending(true);
    setError(null);
    try {
      const text = planCsv(await everyRow(jobId), {
        head: [
          t('recovery.kind'),
          t('recovery.record'),
          t('recovery.csv.id'),
          t('recovery.happens'),
          t('recovery.csv.now'),
          t('recovery.csv.to'),
          t('recovery.csv.sinceBy'),
          t('recovery.csv.sinceAt'),
          t('recovery.csv.stays'),
        ],
        kind: (row) => t(`recovery.entity.${row.entity}`),
        name: nameOf,
        change: (row) => t(`recovery.does.${row.change}`),
        kept: (row) => (row.kept === undefined ? '' : t(`recovery.kept.${row.kept}`)),
      });
      saveFile(`${t('recovery.csv.file')}-${jobId}.csv`, text, 'text/csv;charset=utf-8');
    } catch (problem) {
      setError(problem);
    } finally {
      setPending(false);
    }
  };
  return { save: () => void save(), pending, error };
};
