import { type RefObject, useEffect } from 'react';
import type { Desk } from './desk.ts';

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/**
 * Keys of the desk: F2 changes what scans do, Escape ends with the patron. A scanner types wherever the focus is;
 * its first letter brings the focus back to the input, so that no scan is lost to a button.
 */
export const useDeskKeys = (desk: Desk, input: RefObject<HTMLInputElement | null>): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F2') {
        event.preventDefault();
        desk.setMode(desk.get().mode === 'lend' ? 'return' : 'lend');
        input.current?.focus();
      } else if (event.key === 'Escape') {
        desk.done();
        if (input.current !== null) input.current.value = '';
        input.current?.focus();
      } else if (
        event.key.length === 1 &&
        event.key !== ' ' &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        !takesText(event.target)
      ) {
        input.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [desk, input]);
};
