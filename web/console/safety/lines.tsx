import './lines.css';
import { IconAlertTriangle, IconBell, IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
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
  children,
}: {
  readonly tone: LineTone;
  readonly line: SafetyVerdict | Reminder;
  readonly lastBackupId: string | undefined;
  readonly onPage?: boolean;
  readonly children?: ReactNode;
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
        {children}
      </div>
      <div className="line-step">
        <StepButton step={line.step} lastBackupId={lastBackupId} onPage={onPage} />
      </div>
    </li>
  );
};

/** Reminders that no other part of the page says: taking a copy home stands among the places. */
export const ownReminders = ({ reminders }: SafetyHealth): readonly Reminder[] =>
  reminders.filter(({ step }) => step !== 'take-home');

/** Everything there is to say beside the sentence, worst first. */
export const Lines = ({ health }: { readonly health: SafetyHealth }) => (
  <ul className="lines">
    {health.others.map((line) => (
      <Line key={line.code} tone={line.colour} line={line} lastBackupId={health.lastBackupId} onPage />
    ))}
    {ownReminders(health).map((line) => (
      <Line key={line.code} tone="calm" line={line} lastBackupId={health.lastBackupId} onPage />
    ))}
  </ul>
);
