import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Waiting } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { useMay } from '../session.ts';

const signs = { green: IconCircleCheck, amber: IconAlertTriangle, red: IconHandStop } as const;
const RUNNING_POLL = 2_000;
const QUIET_POLL = 60_000;
/** A copy is on its way, or its proof is: that follows by itself. */
const moving: ReadonlySet<SafetyHealth['code']> = new Set(['safety.running', 'safety.no-proof']);

/** The one button: prove where a copy waits for its proof, else make one where that would help. */
const SafetyButton = ({ health }: { readonly health: SafetyHealth }) => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const toJob = ({ jobId }: { jobId: string }) => void go({ to: '/jobs/$jobId', params: { jobId } });
  const start = useAction('backup.start', toJob);
  const prove = useAction('backup.prove', toJob);
  const { lastBackupId } = health;
  const shouldProve = health.code === 'safety.no-proof' && lastBackupId !== undefined;
  const error = start.error ?? prove.error;
  return (
    <>
      {error === null ? null : <ErrorNotice error={error} />}
      {shouldProve ? (
        <Button loading={prove.pending} onClick={() => prove.run({ backupId: lastBackupId })}>
          {t('home.prove')}
        </Button>
      ) : (
        <Button
          loading={start.pending}
          disabled={health.code === 'safety.running'}
          variant={health.colour === 'green' ? 'default' : 'filled'}
          onClick={() => start.run({})}
        >
          {t('home.backUp')}
        </Button>
      )}
    </>
  );
};

/** The product's signature: one sentence, one colour, one button. */
export const SafetyCard = ({ withLink = true }: { readonly withLink?: boolean }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const safety = useRead(
    'safety.get',
    {},
    { poll: (last) => (last !== undefined && moving.has(last.code) ? RUNNING_POLL : QUIET_POLL) },
  );
  const health = safety.data;
  if (health === undefined)
    return (
      <section className="safety" aria-label={t('home.safety')}>
        {safety.error === null ? (
          <Waiting rows={1} height={150} />
        ) : (
          <ErrorNotice error={safety.error} again={() => void safety.refetch()} />
        )}
      </section>
    );
  const Sign = signs[health.colour];
  const next = words.next(health.code, health.params);
  return (
    <section className={`safety safety-${health.colour}`} aria-labelledby="safety-title">
      <div className="safety-head">
        <Sign aria-hidden size={28} />
        <h2 id="safety-title">{t('home.safety')}</h2>
      </div>
      <p className="safety-sentence" data-testid="safety-sentence" data-colour={health.colour}>
        {words.say(health.code, health.params)}
      </p>
      {next === undefined ? null : <p>{next}</p>}
      <div className="safety-actions">
        {may('backups.run') ? <SafetyButton health={health} /> : null}
        {withLink ? <Link to="/safety">{t('home.seeCopies')}</Link> : null}
      </div>
    </section>
  );
};
