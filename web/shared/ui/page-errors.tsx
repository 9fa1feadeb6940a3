import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice.tsx';
import { Page } from './page.tsx';

export const NotFound = () => {
  const { t } = useTranslation('common');
  return (
    <Page title={t('notFound.title')} lead={t('notFound.text')}>
      <div>
        <Button component="a" href="/">
          {t('notFound.home')}
        </Button>
      </div>
    </Page>
  );
};

/** The last resort of a page that broke: a sentence and a way out, never an empty screen. */
export const PageError = () => {
  const { t } = useTranslation('common');
  return (
    <Notice tone="act" title={t('errors.page')} live>
      <p>{t('errors.pageNext')}</p>
      <div className="notice-actions">
        <Button onClick={() => location.reload()}>{t('tryAgain')}</Button>
        <Button component="a" href="/" variant="default">
          {t('notFound.home')}
        </Button>
      </div>
    </Notice>
  );
};
