import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoverableEntity, RecoveryChange } from '../../../shared/contracts/recovery.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import type { FinishedPlan } from './plan-sentences.tsx';

const changes = ['bring-back', 'put-back', 'bin'] as const satisfies readonly RecoveryChange[];

interface Bar {
  readonly entity: RecoverableEntity;
  readonly counts: Readonly<Record<RecoveryChange, number>>;
  readonly sum: number;
}

/** One bar for each kind of record, in the order of the counts. */
const barsOf = (counts: FinishedPlan['counts']): readonly Bar[] =>
  [...new Set(counts.map(({ entity }) => entity))]
    .map((entity) => {
      const of = (change: RecoveryChange) =>
        counts.find((one) => one.entity === entity && one.change === change)?.count ?? 0;
      const three = { 'bring-back': of('bring-back'), 'put-back': of('put-back'), bin: of('bin') };
      return { entity, counts: three, sum: three['bring-back'] + three['put-back'] + three.bin };
    })
    .filter(({ sum }) => sum > 0);

/** By kind of record what would come back, go back and leave: filled, striped and outlined, numbers beside the bars. */
export const PlanChart = ({ plan }: { readonly plan: FinishedPlan }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const [asTable, setAsTable] = useState(false);
  const bars = barsOf(plan.counts);
  if (bars.length === 0) return null;
  const most = Math.max(...bars.map(({ sum }) => sum));
  const used = changes.filter((change) => bars.some(({ counts }) => counts[change] > 0));
  return (
    <div className="plan-chart">
      <div className="sheet-head">
        <h3>{t('recovery.chart')}</h3>
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('home.asChart') : t('home.asTable')}
        </Button>
      </div>
      {asTable ? (
        <DataTable
          caption={t('recovery.chart')}
          head={[t('recovery.kind'), ...changes.map((change) => t(`recovery.change.${change}`))]}
          rows={bars.map(({ entity, counts }) => ({
            key: entity,
            cells: [t(`recovery.many.${entity}`), ...changes.map((change) => words.number(counts[change]))],
          }))}
        />
      ) : (
        <>
          <ul className="plan-bars">
            {bars.map(({ entity, counts, sum }) => (
              <li key={entity}>
                <span>{t(`recovery.many.${entity}`)}</span>
                <span className="plan-bar" aria-hidden="true">
                  {changes.map((change) =>
                    counts[change] === 0 ? null : (
                      <span
                        key={change}
                        className={`plan-part plan-${change}`}
                        style={{ inlineSize: `${(100 * counts[change]) / most}%` }}
                      />
                    ),
                  )}
                </span>
                <span className="figures">{words.number(sum)}</span>
              </li>
            ))}
          </ul>
          <ul className="plan-key" aria-label={t('recovery.chartKey')}>
            {used.map((change) => (
              <li key={change}>
                <span aria-hidden="true" className={`plan-part plan-${change}`} /> {t(`recovery.change.${change}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
};
