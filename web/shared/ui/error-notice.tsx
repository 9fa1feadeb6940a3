import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem.ts';
import { useWords } from '../i18n/words.ts';
import { Notice } from './notice.tsx';
import { herePath, signInPath } from './sign-in-path.ts';

/** Nothing is wrong, something is still to be done. */
const openCodes: ReadonlySet<string> = new Set(['step-up-needed', 'approval-needed']);
const signedOutCodes: ReadonlySet<string> = new Set(['not-signed-in', 'session-ended', 'wrong-site']);

/** A refusal in three parts: what was not done and why, the next step, and the button for it. */
export const ErrorNotice = ({
  error,
  again,
  children,
}: {
  readonly error: unknown;
  readonly again?: (() => void) | undefined;
  readonly children?: ReactNode;
}) => {
  const { t } = useTranslation('common');
  const words = useWords();
  const problem = error instanceof ProblemError ? error : new ProblemError('internal', 0);
  const local =
    problem.code === 'offline' ? 'offline' : problem.code === 'answer-unreadable' ? 'unreadable' : undefined;
  const text = local === undefined ? words.say(problem.code, problem.params) : t(`errors.${local}`);
  const next = local === undefined ? words.next(problem.code, problem.params) : t(`errors.${local}Next`);
  const stepUp = problem.code === 'step-up-needed' ? String(problem.params['request'] ?? '') : undefined;
  return (
    <Notice tone={signedOutCodes.has(problem.code) || openCodes.has(problem.code) ? 'look' : 'act'} title={text} live>
      {next === undefined ? null : <p>{next}</p>}
      {problem.requestId === undefined || problem.status < 500 ? null : (
        <p className="notice-small">{t('requestNumber', { requestId: problem.requestId })}</p>
      )}
      <div className="notice-actions">
        {children}
        {signedOutCodes.has(problem.code) ? (
          <Button component="a" href={signInPath(herePath())}>
            {t('signIn')}
          </Button>
        ) : null}
        {stepUp === undefined ? null : (
          <Button component="a" href={signInPath(herePath(), stepUp === '' ? undefined : stepUp)}>
            {t('signInAgain')}
          </Button>
        )}
        {again === undefined ? null : (
          <Button variant="default" onClick={again}>
            {t('tryAgain')}
          </Button>
        )}
      </div>
    </Notice>
  );
};
