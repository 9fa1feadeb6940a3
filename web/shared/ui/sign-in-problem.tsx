import { ProblemError } from '../api/problem.ts';
import { ErrorNotice } from './error-notice.tsx';

/** A sign-in that did not finish comes back to a page of ours: it says so there, beside the way to begin again. */
export const SignInProblem = () =>
  new URLSearchParams(location.search).get('problem') === 'sign-in-failed' ? (
    <ErrorNotice error={new ProblemError('sign-in-failed', 401)} />
  ) : null;
