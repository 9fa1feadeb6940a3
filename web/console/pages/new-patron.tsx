import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { PatronForm } from '../patron/patron-form.tsx';
import { useToast } from '../toasts.tsx';

/** Cards are issued for a year unless somebody says otherwise. */
const inAYear = (now: number): string => {
  const day = new Date(now);
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
};

export const NewPatronPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const go = useNavigate();
  const create = useAction('patron.create');
  return (
    <Page title={t('patron.newTitle')} lead={t('patron.newLead')}>
      <Sheet>
        <PatronForm
          start={{ expires: inAYear(Date.now()) }}
          withReason={false}
          submit={t('patron.create')}
          pending={create.pending}
          onSubmit={(input) =>
            create.run(input, {}, ({ id }) => {
              toast(t('patron.created', { name: input.name }));
              void go({ to: '/patrons/$patronId', params: { patronId: id } });
            })
          }
        >
          {create.error === null ? null : <ErrorNotice error={create.error} />}
        </PatronForm>
      </Sheet>
    </Page>
  );
};
