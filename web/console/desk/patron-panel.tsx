import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { Mark } from '../../shared/ui/mark.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { AtDesk, Mode } from './desk.ts';

/** Who stands at the desk. */
export const PatronPanel = ({
  patron,
  mode,
  loans,
  onDone,
}: {
  readonly patron: AtDesk | undefined;
  readonly mode: Mode;
  readonly loans: number;
  readonly onDone: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  if (patron === undefined)
    return (
      <section className="desk-patron" aria-label={t('desk.patron')}>
        <p className="desk-hint">{mode === 'lend' ? t('desk.noPatron') : t('desk.noPatronReturn')}</p>
      </section>
    );
  const today = new Intl.DateTimeFormat('en-CA').format(Date.now());
  const date = words.date(patron.expires);
  return (
    <section className="desk-patron" aria-label={t('desk.patron')}>
      <h2 dir="auto">{patron.name}</h2>
      <p>
        {t('desk.card')} <Mark>{patron.card}</Mark>
      </p>
      <p>{t('desk.loans', { count: loans })}</p>
      {patron.blocked ? <Notice tone="act" title={t('desk.blocked')} /> : null}
      {patron.expires < today ? (
        <Notice tone="act" title={t('desk.expired', { date })} />
      ) : (
        <p>{t('desk.expires', { date })}</p>
      )}
      {patron.notes === undefined || patron.notes === '' ? null : (
        <Notice tone="look" title={t('desk.note')}>
          <p dir="auto">{patron.notes}</p>
        </Notice>
      )}
      <div className="desk-patron-steps">
        <Button variant="default" onClick={onDone}>
          {t('desk.done')}
        </Button>
        <Link to="/patrons/$patronId" params={{ patronId: patron.patronId }}>
          {t('desk.seePatron')}
        </Link>
      </div>
    </section>
  );
};
