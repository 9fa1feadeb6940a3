import '../parts/form.css';
import '../take-home/take-home.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages, useRead } from '../api.ts';
import { useMay } from '../session.ts';
import { Copies } from '../take-home/copies.tsx';
import { CopyProgress, MakeCopy } from '../take-home/make-copy.tsx';
import { SheetCard } from '../take-home/sheet-in-use.tsx';

const POLL_MS = 2_000;

/** The copy out of the house: the paper that opens it, a new one, those there are, and how to open one without us. */
export const TakeHomePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const settings = useRead('settings.get', {});
  const list = usePages(
    'take-home.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
    true,
    (first) => (first?.rows[0]?.state === 'running' ? POLL_MS : false),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows);
  const running = rows?.find((copy) => copy.state === 'running');
  const recovery = settings.data?.recovery;
  const name = rows?.find((copy) => copy.parts.length > 0)?.parts[0]?.fileName ?? 'NAME.age';
  return (
    <Page title={t('takeHome.title')} lead={t('takeHome.lead')}>
      <Sheet title={t('takeHome.how')}>
        <ol className="steps-list">
          <li>{t('takeHome.howList.sheet')}</li>
          <li>{t('takeHome.howList.copy')}</li>
          <li>{t('takeHome.howList.keep')}</li>
        </ol>
      </Sheet>
      {settings.data === undefined ? (
        <Pending read={settings} rows={1} height={120} />
      ) : (
        <SheetCard recovery={recovery} />
      )}
      {running === undefined ? null : <CopyProgress key={running.jobId} jobId={running.jobId} />}
      {running === undefined && recovery !== undefined && may('backups.export') ? <MakeCopy /> : null}
      <Sheet title={t('takeHome.copies')}>
        {rows === undefined ? <Pending read={list} rows={2} /> : <Copies rows={rows} />}
        {list.hasNextPage ? (
          <div>
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('common:more')}
            </Button>
          </div>
        ) : null}
      </Sheet>
      <Sheet title={t('takeHome.openTitle')}>
        <p>{t('takeHome.openText')}</p>
        <ol className="steps-list how-to">
          <li>{t('takeHome.openList.age')}</li>
          <li>{t('takeHome.openList.type')}</li>
          <li>
            {t('takeHome.openList.run')}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, by keyboard too */}
            <code dir="ltr" tabIndex={0}>{`age -d -i sheet.txt -o copy.tar ${name}\ntar -xf copy.tar`}</code>
          </li>
          <li>{t('takeHome.openList.what')}</li>
        </ol>
      </Sheet>
    </Page>
  );
};
