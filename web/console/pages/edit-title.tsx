import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import type { MarcJson, TitleView } from '../../../shared/contracts/titles.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { Stale } from '../title/stale.tsx';
import { TitleEditor, type Written } from '../title/title-editor.tsx';
import { formOf } from '../title/title-fields.tsx';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';

const Params = z.object({ titleId: z.string() });

const Editor = ({
  view,
  record,
  onAgain,
}: {
  readonly view: TitleView;
  readonly record: MarcJson;
  readonly onAgain: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const go = useNavigate();
  const edit = useAction('title.edit');
  const [mine, setMine] = useState<{ written: Written; reason: string | undefined } | undefined>();
  const { titleId } = view;
  const save = (written: Written, reason: string | undefined, version: number) => {
    setMine({ written, reason });
    edit.run({ titleId, ...written, ...(reason === undefined ? {} : { reason }) }, { ifMatch: version }, (saved) => {
      rememberWrite(titleId, saved.version, Date.now());
      toast(t('edit.saved', { version: saved.version }));
      void go({ to: '/titles/$titleId', params: { titleId } });
    });
  };
  const stale = edit.error instanceof ProblemError && edit.error.code === 'stale-version' ? edit.error : undefined;
  return (
    <TitleEditor
      form={formOf(view)}
      record={record}
      withReason
      submit={t('common:save')}
      pending={edit.pending}
      onSubmit={(written, reason) => save(written, reason, view.version)}
    >
      {stale === undefined ? (
        edit.error === null ? null : (
          <ErrorNotice error={edit.error} />
        )
      ) : (
        <Stale
          titleId={titleId}
          error={stale}
          mine={mine?.written}
          onAgain={onAgain}
          onOver={(version) => {
            if (mine !== undefined) save(mine.written, mine.reason, version);
          }}
        />
      )}
    </TitleEditor>
  );
};

export const EditTitlePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const { titleId } = Params.parse(useParams({ strict: false }));
  const title = useRead('title.get', { titleId });
  const marc = useRead('title.marc', { titleId });
  // What is being edited stays what was opened, although reads are fetched anew behind it.
  const [opened, setOpened] = useState<{ view: TitleView; record: MarcJson } | undefined>();
  if (opened === undefined && title.data !== undefined && marc.data?.version === title.data.version)
    setOpened({ view: title.data, record: marc.data.record });
  return (
    <Page title={t('edit.editTitle')} lead={t('edit.lead')}>
      {opened === undefined ? (
        <Pending read={title.error === null ? marc : title} rows={6} />
      ) : (
        <Sheet>
          <Editor
            key={opened.view.version}
            view={opened.view}
            record={opened.record}
            onAgain={() => setOpened(undefined)}
          />
        </Sheet>
      )}
    </Page>
  );
};
