import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../../shared/contracts/jobs.ts';
import { useWords } from '../../shared/i18n/words.ts';

type Named = Pick<BatchView, 'label'> & { readonly kind: string };
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * What people call a set of changes. Imports carry the name of their file; a restore carries the moment it went back
 * to, many titles binned together the reason, and an undo whatever it undid carried.
 */
export const useBatchName = (): ((batch: Named) => string) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const plain = (kind: string, label: string): string => {
    if (INSTANT.test(label)) return t('batches.name.restore', { when: words.moment(label) });
    if (label === '') return t('batches.name.bin');
    if (kind === 'bin') return t('batches.name.binWhy', { reason: label });
    return kind === 'begin-empty' ? t('settings.own') : label;
  };
  return ({ kind, label }) =>
    kind === 'undo' ? t('batches.name.undo', { what: plain(kind, label) }) : plain(kind, label);
};
