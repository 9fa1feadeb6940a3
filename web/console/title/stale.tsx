import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TitleForm } from '../../../shared/contracts/titles.ts';
import type { ProblemError } from '../../shared/api/problem.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import type { Written } from './title-editor.tsx';
import { fieldNames, formOf } from './title-fields.tsx';

const shown = (form: TitleForm, name: (typeof fieldNames)[number]): string => [form[name] ?? ''].flat().join('; ');

/** Somebody saved first: who and when, theirs beside mine, and three ways out. */
export const Stale = ({
  titleId,
  error,
  mine,
  onOver,
  onAgain,
}: {
  readonly titleId: string;
  readonly error: ProblemError;
  readonly mine: Written | undefined;
  readonly onOver: (version: number) => void;
  readonly onAgain: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  // What was opened a moment ago is known here as well, and is the very version that is stale.
  const newest = useRead('title.get', { titleId }, { always: true });
  if (newest.data === undefined || !newest.isFetchedAfterMount) return <Pending read={newest} rows={2} />;
  const theirs = formOf(newest.data);
  const { version } = newest.data;
  const written = mine !== undefined && 'form' in mine ? mine.form : undefined;
  const differing =
    written === undefined ? [] : fieldNames.filter((name) => shown(theirs, name) !== shown(written, name));
  return (
    <>
      <ErrorNotice error={error}>
        <Button component={Link} to={`/titles/${titleId}?tab=past`} variant="default">
          {t('edit.seeNewest')}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {t('edit.takeNewest')}
        </Button>
        <Button onClick={() => onOver(version)}>{t('edit.keepMine')}</Button>
        <span>{t('edit.keepMineHelp')}</span>
      </ErrorNotice>
      {written === undefined || differing.length === 0 ? null : (
        <DataTable
          caption={t('edit.stale')}
          head={[t('past.field'), t('edit.theirs'), t('edit.mine')]}
          rows={differing.map((name) => ({
            key: name,
            cells: [t(`edit.${name}`), shown(theirs, name), shown(written, name)],
          }))}
        />
      )}
    </>
  );
};
