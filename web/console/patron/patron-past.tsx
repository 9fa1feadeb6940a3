import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import { AsItWas } from '../parts/as-it-was.tsx';
import { PastLine } from '../parts/past-line.tsx';

/** What happened to a patron record, and who looked at it. */
export const PatronPast = ({ patronId }: { readonly patronId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const past = usePages(
    'patron.past',
    [patronId],
    (cursor) => ({ patronId, cursor }),
    (page) => page.next,
  );
  if (past.data === undefined) return <Pending read={past} rows={3} />;
  return (
    <>
      <ol className="past" aria-label={t('past.list')}>
        {past.data.pages
          .flatMap((page) => page.rows)
          .map((entry) => (
            <li key={entry.eventId} className="past-entry">
              <div className="past-words">
                <PastLine entry={entry} />
              </div>
              {entry.version > 0 && entry.type.startsWith('patron.') ? (
                <AsItWas entity="patron" recordId={patronId} at={entry.at} />
              ) : null}
            </li>
          ))}
      </ol>
      {past.hasNextPage ? (
        <div>
          <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
