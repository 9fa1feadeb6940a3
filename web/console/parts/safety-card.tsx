import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Waiting } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { Line, signs } from '../safety/lines.tsx';
import { StepButton } from '../safety/step-button.tsx';

const RUNNING_POLL = 2_000;
const QUIET_POLL = 60_000;
/** A copy is on its way, or its proof is: that follows by itself. */
const moving: ReadonlySet<SafetyHealth['code']> = new Set(['safety.running', 'safety.no-proof']);

/** At most so much beside the sentence on the home page; all of it is on the page behind. */
const FEW = 2;

/** Beside the sentence: what is worse first, then the last good proof, then the copy that needs a person to carry it. */
const Beside = ({ health }: { readonly health: SafetyHealth }) => {
  const { t } = useTranslation(['console', 'common']);
  const takeHome = health.reminders.find(({ step }) => step === 'take-home');
  const others = health.others.slice(0, FEW);
  if (others.length === 0 && takeHome === undefined) return null;
  return (
    <ul className="lines">
      {others.map((line) => (
        <Line key={line.code} tone={line.colour} line={{ ...line, step: 'none' }} lastBackupId={health.lastBackupId} />
      ))}
      {takeHome === undefined ? null : (
        <Line tone="calm" line={{ ...takeHome, step: 'none' }} lastBackupId={health.lastBackupId}>
          <Link to="/safety/take-home">{t('health.step.take-home')}</Link>
        </Line>
      )}
    </ul>
  );
};

/** The one button of the card: what the sentence asks for; where it asks for nothing, one more backup. */
const CardButton = ({ health, onPage }: { readonly health: SafetyHealth; readonly onPage: boolean }) => {
  const { code, step, colour, lastBackupId } = health;
  if (code === 'safety.running') return null;
  const wanted = step === 'none' || (step === 'see' && onPage) ? 'back-up' : step;
  return <StepButton step={wanted} lastBackupId={lastBackupId} strong={colour !== 'green'} onPage={onPage} />;
};

/** The product's signature: one sentence, one colour, one button. */
export const SafetyCard = ({ withLink = true }: { readonly withLink?: boolean }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const safety = useRead(
    'safety.get',
    {},
    { poll: (last) => (last !== undefined && moving.has(last.code) ? RUNNING_POLL : QUIET_POLL) },
  );
  const health = safety.data;
  if (health === undefined)
    return (
      <section className="safety" aria-label={t('home.safety')}>
        {safety.error === null ? (
          <Waiting rows={1} height={150} />
        ) : (
          <ErrorNotice error={safety.error} again={() => void safety.refetch()} />
        )}
      </section>
    );
  const Sign = signs[health.colour];
  const next = words.next(health.code, health.params);
  return (
    <section className={`safety safety-${health.colour}`} aria-labelledby="safety-title">
      <div className="safety-head">
        <Sign aria-hidden size={28} />
        <h2 id="safety-title">{t('home.safety')}</h2>
      </div>
      <p className="safety-sentence" data-testid="safety-sentence" data-colour={health.colour}>
        {words.say(health.code, health.params)}
      </p>
      {next === undefined ? null : <p>{next}</p>}
      {withLink ? <Beside health={health} /> : null}
      <div className="safety-actions">
        <CardButton health={health} onPage={!withLink} />
        {withLink ? <Link to="/safety">{t('home.seeCopies')}</Link> : null}
      </div>
    </section>
  );
};
