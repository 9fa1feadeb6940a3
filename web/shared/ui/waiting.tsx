import '@mantine/core/styles/Skeleton.css';
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from './error-notice.tsx';

/** Grey lines in the place of what is on its way, as high as it will be, so that nothing jumps. */
export const Waiting = ({ rows = 4, height = 56 }: { readonly rows?: number; readonly height?: number }) => {
  const { t } = useTranslation('common');
  return (
    <div role="status" aria-label={t('loading')} style={{ display: 'grid', gap: 12 }}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <Skeleton key={row} height={height} radius="sm" />
      ))}
    </div>
  );
};

/** What a read shows until it has its answer: lines, then an error with a way out. */
export const Pending = ({
  read,
  rows,
  height,
}: {
  readonly read: { readonly error: unknown; readonly refetch: () => unknown };
  readonly rows?: number;
  readonly height?: number;
}) =>
  read.error === null ? (
    <Waiting {...(rows === undefined ? {} : { rows })} {...(height === undefined ? {} : { height })} />
  ) : (
    <ErrorNotice error={read.error} again={() => void read.refetch()} />
  );
