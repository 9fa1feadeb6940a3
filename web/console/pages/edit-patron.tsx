import { Button } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import type { PatronView } from '../../../shared/contracts/patrons.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { PatronForm } from '../patron/patron-form.tsx';
import { useToast } from '../toasts.tsx';

const Params = z.object({ patronId: z.string() });

export const EditPatronPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const go = useNavigate();
  const { patronId } = Params.parse(useParams({ strict: false }));
  const patron = useRead('patron.get', { patronId });
  const edit = useAction('patron.edit');
  // What is being edited stays what was opened, although reads are fetched anew behind it.
  const [opened, setOpened] = useState<PatronView | undefined>();
  if (opened === undefined && patron.data !== undefined) setOpened(patron.data);
  if (opened === undefined)
    return (
      <Page title={t('patron.edit')}>
        <Pending read={patron} rows={6} />
      </Page>
    );
  const stale = edit.error instanceof ProblemError && edit.error.code === 'stale-version';
  return (
    <Page title={t('patron.edit')} lead={t('patron.editLead')}>
      <Sheet>
        <PatronForm
          key={opened.version}
          start={opened}
          withReason
          submit={t('common:save')}
          pending={edit.pending}
          onSubmit={(input, reason) =>
            edit.run(
              { patronId, ...input, ...(reason === undefined ? {} : { reason }) },
              { ifMatch: opened.version },
              ({ version }) => {
                toast(t('patron.saved', { version }));
                void go({ to: '/patrons/$patronId', params: { patronId } });
              },
            )
          }
        >
          {edit.error === null ? null : (
            <ErrorNotice error={edit.error}>
              {stale ? (
                <Button
                  onClick={() => {
                    edit.reset();
                    void patron.refetch().then(({ data }) => setOpened(data));
                  }}
                >
                  {t('edit.takeNewest')}
                </Button>
              ) : null}
            </ErrorNotice>
          )}
        </PatronForm>
      </Sheet>
    </Page>
  );
};
