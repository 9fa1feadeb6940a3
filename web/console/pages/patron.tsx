import '../title/past.css';
import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import type { PatronView } from '../../../shared/contracts/patrons.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { PatronLoans } from '../patron/patron-loans.tsx';
import { PatronPast } from '../patron/patron-past.tsx';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';

const Params = z.object({ patronId: z.string() });

const Details = ({ patron }: { readonly patron: PatronView }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const rows = [
    [t('patron.card'), patron.card],
    [t('patron.category'), t(`patron.categories.${patron.category}`)],
    [t('patron.expires'), words.date(patron.expires)],
    [t('patron.email'), patron.email],
    [t('patron.phone'), patron.phone],
    [t('patron.address'), patron.address],
    [t('patron.notes'), patron.notes],
  ] as const;
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
    </dl>
  );
};

export const PatronPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const { patronId } = Params.parse(useParams({ strict: false }));
  const read = useRead('patron.get', { patronId });
  const binning = useAction('patron.bin');
  const restoring = useAction('patron.restore');
  const patron = read.data;
  if (patron === undefined)
    return (
      <Page title={t('patrons.title')}>
        <Pending read={read} rows={3} height={100} />
      </Page>
    );
  const binned = patron.binnedAt !== undefined;
  const error = binning.error ?? restoring.error;
  const restore = (version: number) =>
    restoring.run({ patronId }, { ifMatch: version }, () => toast(t('patron.restored', { name: patron.name })));
  const bin = () =>
    binning.run({ patronId }, { ifMatch: patron.version }, ({ version }) =>
      toast(t('patron.binned', { name: patron.name }), () => restore(version)),
    );
  return (
    <Page
      serif
      title={patron.name}
      actions={
        <>
          {may('patrons.write') && !binned ? (
            <Button component={Link} to={`/patrons/${patronId}/edit`} variant="default">
              {t('common:edit')}
            </Button>
          ) : null}
          {may('patrons.bin') && !binned ? (
            <Button variant="default" loading={binning.pending} onClick={bin}>
              {t('patron.bin')}
            </Button>
          ) : null}
          {may('bin.restore') && binned ? (
            <Button loading={restoring.pending} onClick={() => restore(patron.version)}>
              {t('patron.restore')}
            </Button>
          ) : null}
        </>
      }
    >
      {error === null ? null : <ErrorNotice error={error} />}
      {patron.binnedAt === undefined ? null : (
        <Notice tone="look" title={t('patron.inBin', { when: words.moment(patron.binnedAt) })} />
      )}
      {patron.blocked ? <Notice tone="act" title={t('desk.blocked')} /> : null}
      <Sheet title={t('patron.details')}>
        <Details patron={patron} />
      </Sheet>
      <Sheet title={t('patron.loans')}>
        <PatronLoans patronId={patronId} />
      </Sheet>
      <Sheet title={t('patron.past')}>
        <PatronPast patronId={patronId} />
      </Sheet>
    </Page>
  );
};
