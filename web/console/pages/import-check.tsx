import '../import/import.css';
import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { useWords } from '../../shared/i18n/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { Preview } from '../import/preview.tsx';

const Params = z.object({ uploadId: z.string() });
const POLL_MS = 1_000;

/** Why a check kept a file out: its sentence and the next step; a scanner's own word is quoted. */
const Why = ({ code }: { readonly code: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const key = `import.${code}`;
  if (!words.knows(key)) return <p>{t('import.scannerSaid', { why: code })}</p>;
  return (
    <p>
      {words.say(key)} {words.next(key)}
    </p>
  );
};

/** What the checks said of a file; once it is let in, what an import of it would bring. */
export const ImportCheckPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const { uploadId } = Params.parse(useParams({ strict: false }));
  const upload = useRead(
    'upload.get',
    { uploadId },
    { poll: (last) => (last?.state === 'checking' ? POLL_MS : false) },
  );
  const { data } = upload;
  if (data === undefined)
    return (
      <Page title={t('import.title')}>
        <Pending read={upload} rows={3} />
      </Page>
    );
  return (
    <Page title={data.fileName} lead={words.bytes(data.size)}>
      {data.state === 'uploading' ? (
        <Notice tone="look" title={t('import.notArrived')}>
          <div className="notice-actions">
            <Button component={Link} to="/import">
              {t('import.chooseAgain')}
            </Button>
          </div>
        </Notice>
      ) : null}
      {data.state === 'checking' ? <Notice tone="calm" live title={t('import.checking')} /> : null}
      {data.state === 'refused' ? (
        <Notice tone="act" live title={t('import.refused')}>
          <p>{t('import.refusedNext')}</p>
        </Notice>
      ) : null}
      {data.checks.length === 0 ? null : (
        <Sheet title={t('import.checks')}>
          <ul className="checks">
            {data.checks.map(({ check, engine, verdict, why }) => (
              <li key={`${check}-${engine}`}>
                <Notice
                  tone={verdict === 'clean' ? 'safe' : verdict === 'refused' ? 'act' : 'calm'}
                  title={t(`import.check.${check}`)}
                >
                  <p>{t(`import.verdict.${verdict}`)}</p>
                  {why === undefined ? null : <Why code={why} />}
                </Notice>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
      {data.state === 'released' ? <Preview uploadId={uploadId} /> : null}
    </Page>
  );
};
