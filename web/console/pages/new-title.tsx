import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { TitleEditor } from '../title/title-editor.tsx';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';

export const NewTitlePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const go = useNavigate();
  const create = useAction('title.create');
  return (
    <Page title={t('edit.newTitle')}>
      <Sheet>
        <TitleEditor
          form={{}}
          record={undefined}
          withReason={false}
          submit={t('edit.create')}
          pending={create.pending}
          onSubmit={(written) =>
            create.run(written, {}, ({ id, version }) => {
              rememberWrite(id, version, Date.now());
              toast(
                'form' in written ? t('edit.created', { title: written.form.title }) : t('edit.saved', { version }),
              );
              // A title without a copy cannot be lent: the copies are the next step.
              void go({ to: '/titles/$titleId', params: { titleId: id }, search: { tab: 'copies' } });
            })
          }
        >
          {create.error === null ? null : <ErrorNotice error={create.error} />}
        </TitleEditor>
      </Sheet>
    </Page>
  );
};
