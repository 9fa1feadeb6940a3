import type { PasswordPolicy } from '../pool-store.ts';
import type { StepResult } from '../sign-in-steps.ts';
import { ruleTexts } from './forms.ts';
import { type Html, html } from './html.ts';

function duration(seconds: number): string {
  if (seconds >= 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}

/** What was not done, why, and what to do next. Deliberately never says whether an account exists. */
export function stepMessage(result: StepResult, policy: PasswordPolicy): Html | undefined {
  switch (result.kind) {
    case 'refused':
      return html`<p>Not signed in. The name and the password do not go together.</p><p>Check both and try again. If it still does not work, ask at the library desk.</p>`;
    case 'locked':
      return html`<p>Not signed in. There were too many wrong tries, so this account waits.</p><p>Try again in ${duration(result.seconds)}.</p>`;
    case 'wrong-code':
      return html`<p>Not signed in. This code is wrong, too old, or was used already.</p><p>Wait for the app to show the next code, and type that one.</p>`;
    case 'wrong-reset-code':
      return html`<p>Not saved. This code is wrong, too old, or was used already.</p><p>Use the newest message, or begin again to get another code.</p>`;
    case 'weak-password':
      return html`<p>Not saved. The new password still needs:</p><ul>${ruleTexts(policy, result.problems).map((rule) => html`<li>${rule}</li>`)}</ul><p>Choose another and type it twice.</p>`;
    case 'same-password':
      return html`<p>Not saved. This is the password you were given.</p><p>Choose one that nobody else has seen.</p>`;
    case 'not-repeated':
      return html`<p>Not saved. The two passwords are not the same.</p><p>Type the new password twice.</p>`;
    case 'start-again':
      return html`<p>Not signed in. This sign-in took too long, or the account was changed meanwhile.</p><p>Begin again with your password.</p>`;
    case 'done':
    case 'next':
      return undefined;
  }
}
