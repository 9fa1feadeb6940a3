import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../shared/api/problem.ts';
import { herePath, signInPath } from '../../shared/ui/sign-in-path.ts';
import type { Desk, Outcome } from './desk.ts';
import { useOutcomeWords } from './outcome-words.ts';

const signedOut: ReadonlySet<string> = new Set(['not-signed-in', 'session-ended']);

const Steps = ({
  outcome,
  desk,
  onAct,
}: {
  readonly outcome: Outcome;
  readonly desk: Desk;
  readonly onAct: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  if (outcome.kind === 'item')
    return (
      <>
        {outcome.found.loan === undefined ? null : (
          <Button
            onClick={() => {
              void desk.takeBack(outcome.found.item.barcode);
              onAct();
            }}
          >
            {t('desk.takeThisBack')}
          </Button>
        )}
        <Button component={Link} to={`/titles/${outcome.found.item.titleId}`} variant="default">
          {t('desk.openTitle')}
        </Button>
      </>
    );
  if (outcome.kind === 'unknown')
    return outcome.found.looksLike === 'patron' ? (
      <Button component={Link} to="/patrons/new" variant="default">
        {t('desk.registerPatron')}
      </Button>
    ) : (
      <Button component={Link} to="/titles" variant="default">
        {t('desk.searchTitles')}
      </Button>
    );
  if (outcome.kind === 'refused' && outcome.error instanceof ProblemError && signedOut.has(outcome.error.code))
    return (
      <Button component="a" href={signInPath(herePath())}>
        {t('common:signIn')}
      </Button>
    );
  return null;
};

/** The outcome of the last scan: large, in words, with its tone, its due date and its undo. */
export const OutcomePanel = ({
  outcome,
  busy,
  desk,
  onAct,
}: {
  readonly outcome: Outcome | undefined;
  readonly busy: boolean;
  readonly desk: Desk;
  readonly onAct: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const wordsOf = useOutcomeWords();
  const said = outcome === undefined ? undefined : wordsOf(outcome);
  return (
    <section className={`outcome outcome-${said?.tone ?? 'none'}`} aria-busy={busy}>
      <div role="status" aria-live="assertive" className="outcome-words">
        <p className="outcome-title">{said?.title ?? t('desk.ready')}</p>
        {said?.due === undefined ? null : (
          <p className="outcome-due">
            <span>{t('desk.dueLabel')}</span> <strong>{said.due}</strong>
          </p>
        )}
        {(said?.lines ?? [t('desk.readyText')]).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <div className="outcome-steps">
        {desk.canUndo() ? (
          <Button
            variant="default"
            size="md"
            leftSection={<IconArrowBackUp aria-hidden size={20} />}
            onClick={() => {
              void desk.undo();
              onAct();
            }}
          >
            {t('desk.undo')}
          </Button>
        ) : null}
        {outcome === undefined ? null : <Steps outcome={outcome} desk={desk} onAct={onAct} />}
      </div>
      <p className="outcome-busy" aria-hidden={!busy}>
        {busy ? t('desk.working') : ' '}
      </p>
    </section>
  );
};
