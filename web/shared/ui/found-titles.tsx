import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TitleRow } from '../../../shared/contracts/titles.ts';
import { TitleList } from './title-list.tsx';
import { Pending } from './waiting.tsx';

interface FoundPage {
  readonly rows: readonly TitleRow[];
  readonly total: number;
  readonly totalIsCapped: boolean;
  readonly fresh: boolean;
}

/** The pages of a search as one list, with how many there are and the way to more. */
export const FoundTitles = ({
  pages,
  read,
  label,
  none,
  behind,
}: {
  readonly pages: readonly FoundPage[] | undefined;
  readonly read: {
    readonly error: unknown;
    readonly refetch: () => unknown;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  readonly label: string;
  readonly none: ReactNode;
  readonly behind?: string;
}) => {
  const { t } = useTranslation('common');
  const first = pages?.[0];
  if (pages === undefined || first === undefined) return <Pending read={read} rows={6} height={92} />;
  if (first.rows.length === 0) return none;
  return (
    <>
      <p role="status">
        {first.totalIsCapped ? t('resultsCapped', { count: first.total }) : t('results', { count: first.total })}
        {first.fresh || behind === undefined ? null : ` ${behind}`}
      </p>
      <TitleList rows={pages.flatMap((page) => page.rows)} label={label} />
      {read.hasNextPage ? (
        <div>
          <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
