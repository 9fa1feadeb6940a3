import './toasts.css';
import { Button, CloseButton } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/CloseButton.css';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Toast {
  readonly id: string;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

const ToastContext = createContext<((text: string, undo?: () => void) => void) | undefined>(undefined);

/** Says what was done, with its undo. Stays until the next one or until it is closed: nobody is raced by a timer. */
export const useToast = () => {
  const toast = use(ToastContext);
  if (toast === undefined) throw new Error('No place for toasts');
  return toast;
};

export const ToastProvider = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation('common');
  const [toast, setToast] = useState<Toast | undefined>();
  const show = useCallback((text: string, undo?: () => void) => setToast({ id: crypto.randomUUID(), text, undo }), []);
  const close = () => setToast(undefined);
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div role="status" className="toasts no-print">
        {toast === undefined ? null : (
          <div key={toast.id} className="toast">
            <span className="toast-text">{toast.text}</span>
            {toast.undo === undefined ? null : (
              <Button
                variant="default"
                onClick={() => {
                  toast.undo?.();
                  close();
                }}
              >
                {t('undo')}
              </Button>
            )}
            <CloseButton size="lg" aria-label={t('close')} onClick={close} />
          </div>
        )}
      </div>
    </ToastContext>
  );
};
