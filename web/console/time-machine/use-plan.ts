import { useNavigate } from '@tanstack/react-router';
import type { RecoveryScope } from '../../../shared/contracts/recovery.ts';
import { useAction } from '../api.ts';

/** Asks what restoring would change, and goes to the preview. Nothing is changed by asking. */
export const usePlan = () => {
  const go = useNavigate();
  const plan = useAction(
    'recovery.plan',
    ({ jobId }) => void go({ to: '/time-machine/plans/$jobId', params: { jobId } }),
  );
  return { ask: (scope: RecoveryScope) => plan.run({ scope }), pending: plan.pending, error: plan.error };
};
