import '../import/import.css';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_UPLOAD_BYTES } from '../../../shared/contracts/intake.ts';
import { newKey } from '../../shared/api/hooks.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { ProgressLine } from '../../shared/ui/progress-line.tsx';
import { call } from '../api.ts';
import { sendFile } from '../import/send-file.ts';
import { Batches } from '../jobs/batches.tsx';

/** Choose a file, watch it go. What comes from outside is checked before anything is read from it. */
export const ImportPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const go = useNavigate();
  const chooser = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(undefined);
  const [file, setFile] = useState<File | undefined>();
  const [sent, setSent] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [over, setOver] = useState(false);

  const send = async (chosen: File) => {
    setError(null);
    if (chosen.size > MAX_UPLOAD_BYTES) {
      setError(new ProblemError('file-too-large', 0, { size: chosen.size, max: MAX_UPLOAD_BYTES }));
      return;
    }
    const control = new AbortController();
    stop.current = control;
    setFile(chosen);
    setSent(0);
    try {
      const uploadId = await sendFile(call, chosen, newKey, setSent, control.signal);
      void go({ to: '/import/$uploadId', params: { uploadId } });
    } catch (problem) {
      if (!control.signal.aborted) setError(problem);
      setFile(undefined);
    }
  };
  const choose = (chosen: File | null | undefined) => {
    if (chosen !== null && chosen !== undefined) void send(chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };

  return (
    <Page title={t('import.title')} lead={t('import.lead')}>
      {error === null ? null : <ErrorNotice error={error} />}
      {file === undefined ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the button inside
        <div
          className="drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <p>{t('import.drop')}</p>
          <input
            ref={chooser}
            type="file"
            className="drop-input"
            aria-label={t('import.choose')}
            tabIndex={-1}
            accept=".mrc,.marc,.dat,.csv,.txt,application/marc,text/csv"
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button size="md" onClick={() => chooser.current?.click()}>
            {t('import.choose')}
          </Button>
          <p className="page-lead">{t('import.limit', { size: words.bytes(MAX_UPLOAD_BYTES) })}</p>
        </div>
      ) : (
        <Sheet title={t('import.sending', { name: file.name })}>
          <ProgressLine
            label={t('import.sending', { name: file.name })}
            done={sent}
            total={file.size}
            text={t('import.sentOf', { sent: words.bytes(sent), total: words.bytes(file.size) })}
          />
          <p className="page-lead">{t('import.resume')}</p>
          <div>
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {t('import.stop')}
            </Button>
          </div>
        </Sheet>
      )}
      <Batches />
    </Page>
  );
};
