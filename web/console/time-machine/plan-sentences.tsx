import { useTranslation } from 'react-i18next';
import type { RecoveryPreview } from '../../../shared/contracts/recovery.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { useRowName } from './row-words.ts';

export type FinishedPlan = NonNullable<RecoveryPreview['plan']>;

/** What would change, a sentence for each kind of record and of change. */
export const PlanSentences = ({ plan }: { readonly plan: FinishedPlan }) => {
  const { t } = useTranslation(['console', 'common']);
  const changing = plan.counts.filter(({ count }) => count > 0);
  if (changing.length === 0)
    return (
      <Notice tone="safe" title={t('recovery.nothing')}>
        <p>{t('recovery.nothingText')}</p>
      </Notice>
    );
  return (
    <ul className="plan-sentences" data-testid="plan-sentences">
      {changing.map(({ entity, change, count }) => (
        <li key={`${entity}-${change}`}>{t(`recovery.count.${entity}.${change}`, { count })}</li>
      ))}
    </ul>
  );
};

/** What stays as it is, whatever is chosen, and why. */
export const PlanKept = ({ plan }: { readonly plan: FinishedPlan }) => {
  const { t } = useTranslation(['console', 'common']);
  const kept = plan.counts.reduce((sum, one) => sum + one.kept, 0);
  return (
    <ul className="plan-sentences">
      <li>{t('recovery.stays.lending')}</li>
      <li>{t('recovery.stays.erased')}</li>
      {plan.keptLoans === 0 ? null : <li>{t('recovery.stays.onLoan', { count: plan.keptLoans })}</li>}
      {kept - plan.keptLoans <= 0 ? null : <li>{t('recovery.stays.other', { count: kept - plan.keptLoans })}</li>}
    </ul>
  );
};

const MOST_EXAMPLES = 8;

/** A few of the records, by name. */
export const PlanExamples = ({ plan }: { readonly plan: FinishedPlan }) => {
  const { t } = useTranslation(['console', 'common']);
  const nameOf = useRowName();
  const examples = plan.examples.filter(({ kept }) => kept === undefined).slice(0, MOST_EXAMPLES);
  if (examples.length === 0) return null;
  return (
    <div>
      <h3>{t('recovery.examples')}</h3>
      <ul className="plan-sentences">
        {examples.map((row) => (
          <li key={`${row.entity}-${row.id}`}>
            <bdi>{nameOf(row)}</bdi>: {t(`recovery.does.${row.change}`)}
          </li>
        ))}
      </ul>
    </div>
  );
};
