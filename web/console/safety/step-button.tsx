import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SafetyStep } from '../../../shared/contracts/health.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { useAction } from '../api.ts';
import { useMay } from '../session.ts';

/** Work on the backups that is asked for by a button and watched on the page of its job. */
export const useSafetyWork = () => {
  const go = useNavigate();
  const toJob = ({ jobId }: { jobId: string }) => void go({ to: '/jobs/$jobId', params: { jobId } });
  const start = useAction('backup.start', toJob);
  const prove = useAction('backup.prove', toJob);
  const selfTest = useAction('backup.self-test', toJob);
  return {
    backUp: () => start.run({}),
    readBack: (backupId: string) => prove.run({ backupId, kind: 'read-back' }),
    rebuild: (backupId: string) => prove.run({ backupId, kind: 'rebuilt' }),
    selfTest: () => selfTest.run({}),
    pending: start.pending || prove.pending || selfTest.pending,
    error: start.error ?? prove.error ?? selfTest.error,
  };
};

/** The one thing to do about a line. Nothing where there is nothing to do, or it is not for this person. */
export const StepButton = ({
  step,
  lastBackupId,
  strong = false,
  onPage = false,
}: {
  readonly step: SafetyStep;
  readonly lastBackupId: string | undefined;
  readonly strong?: boolean;
  /** On the page that "see" would lead to. */
  readonly onPage?: boolean;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const work = useSafetyWork();
  const variant = strong ? 'filled' : 'default';
  if (step === 'none' || (step === 'see' && onPage)) return null;
  const label = t(`health.step.${step}`);
  if (step === 'see' || step === 'take-home')
    return (
      <Button component={Link} to={step === 'see' ? '/safety' : '/safety/take-home'} variant={variant}>
        {label}
      </Button>
    );
  if (!may('backups.run')) return null;
  const run = (): void => {
    if (step === 'back-up') work.backUp();
    else if (step === 'self-test') work.selfTest();
    else if (lastBackupId !== undefined) (step === 'prove' ? work.readBack : work.rebuild)(lastBackupId);
  };
  return (
    <>
      {work.error === null ? null : <ErrorNotice error={work.error} />}
      <Button variant={variant} loading={work.pending} onClick={run}>
        {label}
      </Button>
    </>
  );
};
