import './lines.css';
import { IconAlertTriangle, IconBell, IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Reminder, SafetyHealth, SafetyVerdict } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { StepButton } from './step-button.tsx';

export const signs = {
  green: IconCircleCheck,
  amber: IconAlertTriangle,
  red: IconHandStop,
  calm: IconBell,
} as const;
export type LineTone = keyof typeof signs;

/** One thing there is to say beside the sentence, with its sign, and what to do about it. */
export const Line = ({
  tone,
  line,
  lastBackupId,
  onPage = false,
}: {
  readonly tone: LineTone;
  readonly line: SafetyVerdict | Reminder;
  readonly lastBackupId: string | undefined;
  readonly onPage?: boolean;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const Sign = signs[tone];
  const next = words.next(line.code, line.params);
  return (
    <li className={`line line-${tone}`}>
      <Sign aria-label={t(`health.tone.${tone}`)} role="img" className="line-sign" size={22} />
      <div className="line-words">
        <p>{words.say(line.code, line.params)}</p>
        {next === undefined || !onPage ? null : <p className="line-next">{next}</p>}
      </div>
      <div className="line-step">
        <StepButton step={line.step} lastBackupId={lastBackupId} onPage={onPage} />
      </div>
    </li>
  );
};

/** Everything there is to say beside the sentence, worst first. */
export const Lines = ({ health }: { readonly health: SafetyHealth }) => (
  <ul className="lines">
    {health.others.map((line) => (
      <Line key={line.code} tone={line.colour} line={line} lastBackupId={health.lastBackupId} onPage />
    ))}
    {health.reminders.map((line) => (
      <Line key={line.code} tone="calm" line={line} lastBackupId={health.lastBackupId} onPage />
    ))}
  </ul>
);
