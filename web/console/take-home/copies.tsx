import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TakeHomeView } from '../../../shared/contracts/take-home.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { sheetNumber } from '../../shared/identity/sheet-number.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';

const isThere = ({ state, expiresAt = '' }: TakeHomeView): boolean =>
  state === 'ready' && Date.parse(expiresAt) > Date.now();

const StateCell = ({ copy }: { readonly copy: TakeHomeView }) => {
  const { t } = useTranslation('console');
  const words = useWords();
  if (copy.state !== 'ready') return t(`takeHome.states.${copy.state}`);
  const until = t('takeHome.states.ready', { date: words.date((copy.expiresAt ?? '').slice(0, 10)) });
  if (copy.takenAt === undefined) return isThere(copy) ? until : t('takeHome.states.gone');
  const taken = t('takeHome.states.taken', { when: words.moment(copy.takenAt) });
  return isThere(copy) ? `${taken}. ${until}` : taken;
};

/** The copies made so far, with what can still be downloaded of them. */
export const Copies = ({ rows }: { readonly rows: readonly TakeHomeView[] }) => {
  const { t } = useTranslation(['console', 'sheet']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const link = useAction('take-home.link', ({ url, fileName, bytes }) => {
    // An attachment: the browser saves it, and stays on this page.
    location.assign(url);
    toast(t('takeHome.downloading', { name: fileName, size: words.bytes(bytes) }));
  });
  if (rows.length === 0) return <Empty title={t('takeHome.none')}>{t('takeHome.noneText')}</Empty>;
  const buttons = (copy: TakeHomeView) =>
    copy.parts.map(({ part, fileName, sha256 }) => (
      <div key={part} className="copy-part">
        <Button
          variant="default"
          disabled={link.pending}
          aria-label={`${t('takeHome.downloadThis', { when: words.moment(copy.exportTime) })}${copy.parts.length === 1 ? '' : ` (${part})`}`}
          onClick={() => link.run({ takeHomeId: copy.takeHomeId, part })}
        >
          {copy.parts.length === 1
            ? t('takeHome.download')
            : t('takeHome.downloadPart', { part, parts: copy.parts.length })}
        </Button>
        <details>
          <summary>SHA-256</summary>
          <code title={t('takeHome.sum', { name: fileName })} dir="ltr">
            {sha256}
          </code>
        </details>
      </div>
    ));
  return (
    <>
      {link.error === null ? null : <ErrorNotice error={link.error} />}
      <DataTable
        caption={t('takeHome.copies')}
        head={[
          t('takeHome.asOf'),
          t('takeHome.made'),
          t('takeHome.size'),
          t('takeHome.forSheet'),
          t('takeHome.state'),
          t('takeHome.get'),
        ]}
        rows={rows.map((copy) => ({
          key: copy.takeHomeId,
          cells: [
            <time key="at" dateTime={copy.exportTime} title={words.full(copy.exportTime)}>
              {words.moment(copy.exportTime)}
            </time>,
            [copy.madeBy, words.moment(copy.createdAt)].filter((word) => word !== undefined).join(', '),
            copy.parts.length === 0 ? undefined : words.bytes(copy.parts.reduce((sum, { bytes }) => sum + bytes, 0)),
            t('sheet:number', { number: sheetNumber(copy.recipient) }),
            <StateCell key="state" copy={copy} />,
            isThere(copy) && may('backups.export') ? buttons(copy) : undefined,
          ],
        }))}
      />
    </>
  );
};
