import { useTranslation } from 'react-i18next';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';

/** Bin and restore, each undoing the other from its toast. */
export const useTitleBin = () => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const binning = useAction('title.bin');
  const restoring = useAction('title.restore');

  const restore = (titleId: string, version: number, title: string): void =>
    restoring.run({ titleId }, { ifMatch: version }, (written) => {
      rememberWrite(titleId, written.version, Date.now());
      toast(t('title.restored', { title }));
    });
  const bin = (titleId: string, version: number, title: string): void =>
    binning.run({ titleId }, { ifMatch: version }, (written) => {
      rememberWrite(titleId, written.version, Date.now());
      toast(t('title.binned', { title }), () => restore(titleId, written.version, title));
    });
  return { bin, restore, pending: binning.pending || restoring.pending, error: binning.error ?? restoring.error };
};
