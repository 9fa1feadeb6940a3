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
  hidden,
  before,
  head,
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
  /** Titles that are known to be gone before the search knows it. */
  readonly hidden?: ReadonlySet<string> | undefined;
  readonly before?: ((row: TitleRow) => ReactNode) | undefined;
  /** What stands above the list of what is shown. */
  readonly head?: ((rows: readonly TitleRow[]) => ReactNode) | undefined;
}) => {
  const { t } = useTranslation('common');
  const first = pages?.[0];
  if (pages === undefined || first === undefined) return <Pending read={read} rows={6} height={92} />;
  if (first.rows.length === 0) return none;
  const rows = pages.flatMap((page) => page.rows).filter((row) => hidden?.has(row.titleId) !== true);
  return (
    <>
      <p role="status">
        {first.totalIsCapped ? t('resultsCapped', { count: first.total }) : t('results', { count: first.total })}
        {first.fresh || behind === undefined ? null : ` ${behind}`}
      </p>
      {head?.(rows)}
      <TitleList rows={rows} label={label} before={before} />
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
