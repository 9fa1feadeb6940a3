import './toasts.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/CloseButton.css';
import { Button, CloseButton } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Toast {
  readonly id: string;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

/** A toast that offers nothing leaves by itself; one with an undo stays, so that nobody is raced by a timer. */
const STAY_MS = 8_000;
/** What is said and then left for another page at once belongs to that page. */
const CARRY_MS = 1_000;

const ToastContext = createContext<((text: string, undo?: () => void) => void) | undefined>(undefined);

/** Says what was done, with its undo. */
export const useToast = () => {
  const toast = use(ToastContext);
  if (toast === undefined) throw new Error('No place for toasts');
  return toast;
};

export const ToastProvider = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation('common');
  const { pathname } = useLocation();
  const [toast, setToast] = useState<Toast | undefined>();
  const shownAt = useRef(0);
  const show = useCallback((text: string, undo?: () => void) => {
    shownAt.current = Date.now();
    setToast({ id: crypto.randomUUID(), text, undo });
  }, []);
  const close = () => setToast(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the page that is shown is what this waits for
  useEffect(() => {
    if (Date.now() - shownAt.current > CARRY_MS) setToast(undefined);
  }, [pathname]);
  useEffect(() => {
    if (toast === undefined || toast.undo !== undefined) return;
    const timer = setTimeout(() => setToast(undefined), STAY_MS);
    return () => clearTimeout(timer);
  }, [toast]);

  return (
    <ToastContext value={show}>
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
