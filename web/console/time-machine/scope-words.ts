import { useTranslation } from 'react-i18next';
import type { RecoveryScope } from '../../../shared/contracts/recovery.ts';
import { useRead } from '../api.ts';
import { useBatchName } from '../jobs/batch-name.ts';
import { useStaff } from '../parts/use-colleagues.ts';
import type { LibraryClock } from './use-zone.ts';

/** Says what somebody wants back, as the heading of a plan. */
export const useScopeWords = (scope: RecoveryScope | undefined, clock: LibraryClock | undefined): string => {
  const { t } = useTranslation(['console', 'common']);
  const { people } = useStaff();
  const nameOf = useBatchName();
  const batch = useRead(
    'batch.get',
    { batchId: scope?.kind === 'batch' ? scope.batchId : '' },
    { enabled: scope?.kind === 'batch' },
  );
  if (scope === undefined || clock === undefined) return t('recovery.title');
  switch (scope.kind) {
    case 'everything':
      return t('recovery.scope.everything', { when: clock.moment(scope.at) });
    case 'records':
      return t('recovery.scope.records', { count: scope.records.length, when: clock.moment(scope.at) });
    case 'fields':
      return t('recovery.scope.fields', { when: clock.moment(scope.at) });
    case 'batch':
      return t('recovery.scope.batch', { label: batch.data === undefined ? '…' : nameOf(batch.data) });
    case 'person': {
      const name = people?.find(({ staffId }) => staffId === scope.actorId)?.name ?? t('past.somebody');
      return t('recovery.scope.person', { name, from: clock.moment(scope.from), to: clock.moment(scope.to) });
    }
  }
};
