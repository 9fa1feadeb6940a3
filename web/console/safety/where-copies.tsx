import './lines.css';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CopyLine, SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { StepButton } from './step-button.tsx';

const signs = { good: IconCircleCheck, look: IconAlertTriangle, missing: IconCircleDashed } as const;
const tones = { good: 'green', look: 'amber', missing: 'amber' } as const;

const Place = ({ copy, lastBackupId }: { readonly copy: CopyLine; readonly lastBackupId: string | undefined }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const Sign = signs[copy.state];
  const next = words.next(copy.code, copy.params);
  return (
    <li className={`line line-${tones[copy.state]}`}>
      <Sign aria-hidden className="line-sign" size={22} />
      <div className="line-words">
        <p>
          <span className="line-place">{words.say(`place.${copy.place}`)}</span>{' '}
          <span className="line-state">{t(`health.state.${copy.state}`)}</span>
        </p>
        <p>{words.say(copy.code, copy.params)}</p>
        {next === undefined || copy.state === 'good' ? null : <p className="line-next">{next}</p>}
      </div>
      <div className="line-step">
        <StepButton step={copy.step} lastBackupId={lastBackupId} onPage />
      </div>
    </li>
  );
};

/** The copies against 3-2-1-1-0, each with what to do where it is missing. */
export const WhereCopies = ({ health }: { readonly health: SafetyHealth }) => {
  const { t } = useTranslation(['console', 'common']);
  const all = health.copies.length;
  const good = health.copies.filter(({ state }) => state === 'good').length;
  return (
    <>
      <p className="line-next">{t('health.whereLead')}</p>
      <p>{good === all ? t('health.allGood', { all }) : t('health.counted', { good, all })}</p>
      <ul className="lines">
        {health.copies.map((copy) => (
          <Place key={copy.place} copy={copy} lastBackupId={health.lastBackupId} />
        ))}
      </ul>
    </>
  );
};
