import './past.css';
import { Button, Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Avatar.css';
import { Avatar } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import type { PastEntry } from '../../../shared/contracts/record.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, usePages } from '../api.ts';
import { AsItWas } from '../parts/as-it-was.tsx';
import { PastLine } from '../parts/past-line.tsx';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';
import { Compare } from './compare.tsx';

type Entry = z.infer<typeof PastEntry>;
const hasVersion = (entry: Entry): boolean => entry.version > 0 && entry.type.startsWith('title.');

/** What happened to a title, newest first: any two versions compare, and any of them can be put back. */
export const Past = ({
  titleId,
  version,
  binned,
}: {
  readonly titleId: string;
  readonly version: number;
  readonly binned: boolean;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const [marked, setMarked] = useState<readonly number[]>([]);
  const past = usePages(
    'title.past',
    [titleId],
    (cursor) => ({ titleId, cursor }),
    (page) => page.next,
  );
  const putBack = useAction('title.put-back');
  if (past.data === undefined) return <Pending read={past} rows={5} height={60} />;
  const entries = past.data.pages.flatMap((page) => page.rows);
  // The two marked last are compared; a third mark lets go of the first.
  const mark = (one: number) =>
    setMarked(marked.includes(one) ? marked.filter((other) => other !== one) : [...marked, one].slice(-2));
  const [from, to] = [...marked].sort((a, b) => a - b);
  return (
    <div className="page">
      {putBack.error === null ? null : <ErrorNotice error={putBack.error} />}
      {from !== undefined && to !== undefined ? (
        <Compare titleId={titleId} from={from} to={to} onClose={() => setMarked([])} />
      ) : (
        <p className="past-hint">{t('past.pick')}</p>
      )}
      <ol className="past" aria-label={t('past.list')}>
        {entries.map((entry) => (
          <li key={entry.eventId} className="past-entry">
            <Avatar aria-hidden name={entry.actorName ?? t('past.library')} color="plum" variant="light" />
            <div className="past-words">
              <PastLine entry={entry} />
            </div>
            {hasVersion(entry) ? (
              <div className="past-steps">
                <Checkbox
                  label={t('past.pickOne')}
                  aria-label={`${t('past.pickOne')} ${t('past.version', { version: entry.version })}`}
                  checked={marked.includes(entry.version)}
                  onChange={() => mark(entry.version)}
                />
                <AsItWas entity="title" recordId={titleId} at={entry.at} />
                {may('titles.write') && !binned && entry.version !== version && entry.type !== 'title.binned' ? (
                  <Button
                    variant="subtle"
                    loading={putBack.pending}
                    aria-label={t('past.putBackVersion', { version: entry.version })}
                    onClick={() =>
                      putBack.run({ titleId, toVersion: entry.version }, { ifMatch: version }, (written) => {
                        rememberWrite(titleId, written.version, Date.now());
                        toast(t('past.wasPutBack', { version: words.number(entry.version) }));
                      })
                    }
                  >
                    {t('past.putBack')}
                  </Button>
                ) : null}
              </div>
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
    </div>
  );
};
