import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Button.css';
import './notice.css';
import { IconAlertTriangle, IconCircleCheck, IconHandStop, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Tone = 'safe' | 'look' | 'act' | 'calm';
const icons = { safe: IconCircleCheck, look: IconAlertTriangle, act: IconHandStop, calm: IconInfoCircle } as const;

/** Something said to the reader in one of four tones, each with a sign of its own beside its colour. */
export const Notice = ({
  tone,
  title,
  children,
  live = false,
}: {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Read out at once by screen readers. */
  readonly live?: boolean;
}) => {
  const Icon = icons[tone];
  return (
    <div className={`notice notice-${tone}`} {...(live ? { role: 'alert' } : {})}>
      <Icon aria-hidden className="notice-icon" size={24} />
      <div className="notice-body">
        <p className="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
};
