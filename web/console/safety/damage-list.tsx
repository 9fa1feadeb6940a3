import { useTranslation } from 'react-i18next';
import type { SelfTest } from '../../../shared/contracts/backups.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';

const signs = { caught: '✓', repaired: '✓', missed: '✗' } as const;

/** Every damage of the last self-test, whether it was noticed, and by which finding. */
export const DamageList = ({ selfTest }: { readonly selfTest: SelfTest }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  return (
    <details className="damages" open={selfTest.results.some(({ outcome }) => outcome === 'missed')}>
      <summary>{t('health.damages')}</summary>
      <DataTable
        caption={t('health.damages')}
        head={[t('health.damage'), t('health.outcome'), t('health.said')]}
        rows={selfTest.results.map(({ damage, outcome, finding }) => ({
          key: damage,
          cells: [
            words.say(`damage.${damage}`),
            <span
              key="outcome"
              className={outcome === 'missed' ? 'damage-outcome line-red' : 'damage-outcome line-green'}
            >
              {signs[outcome]} {t(`health.outcomes.${outcome}`)}
            </span>,
            finding === undefined
              ? undefined
              : words.say(finding.code, {
                  ...(finding.file === undefined ? {} : { file: finding.file }),
                  ...(finding.record === undefined ? {} : { record: finding.record }),
                }),
          ],
        }))}
      />
    </details>
  );
};
