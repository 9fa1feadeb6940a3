import { useTranslation } from 'react-i18next';
import { Notice } from '../../shared/ui/notice.tsx';
import { Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { StartForm } from './start-form.tsx';

/** The first records as they would come in, and the questions an import has: where copies live, where they belong. */
export const Preview = ({ uploadId }: { readonly uploadId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const preview = useRead('upload.preview', { uploadId });
  const branches = useRead('branch.list', {});
  if (preview.data === undefined) return <Pending read={preview} rows={4} />;
  if (branches.data === undefined) return <Pending read={branches} rows={4} />;
  const { data } = preview;
  return (
    <>
      <Sheet title={t('import.preview')}>
        <p>{t('import.sampled', { count: data.sampled })}</p>
        {data.problems === 0 ? null : <Notice tone="look" title={t('import.problems', { count: data.problems })} />}
        <ul className="examples">
          {data.examples.map(({ title, people, copies }) => (
            <li key={`${title}-${copies.join()}`}>
              <strong dir="auto">{title}</strong> <span dir="auto">{people.join(' · ')}</span>{' '}
              <span className="page-lead figures">{copies.join(', ')}</span>
            </li>
          ))}
        </ul>
      </Sheet>
      <Sheet title={t('import.settings')}>
        <StartForm uploadId={uploadId} preview={data} branches={branches.data.rows} />
      </Sheet>
    </>
  );
};
