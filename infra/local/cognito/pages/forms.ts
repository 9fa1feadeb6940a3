import { encodeQR } from 'qr';
import type { PasswordProblem } from '../passwords.ts';
import type { PasswordPolicy } from '../pool-store.ts';
import { Html, html } from './html.ts';

const RULES: Readonly<Record<PasswordProblem, (policy: PasswordPolicy) => string>> = {
  length: (policy) => `at least ${policy.minimumLength} characters`,
  longest: () => 'no more than 256 characters',
  lowercase: () => 'a small letter (a–z)',
  uppercase: () => 'a capital letter (A–Z)',
  number: () => 'a digit (0–9)',
  symbol: () => 'a sign such as ! # % or a space inside',
  edges: () => 'no space at the beginning or end',
};

/** The rules of the pool in words, for the hint and for the list of what is still missing. */
export function ruleTexts(policy: PasswordPolicy, problems: readonly PasswordProblem[]): string[] {
  return problems.map((problem) => RULES[problem](policy));
}

function describedBy(ids: readonly (string | false)[]): Html {
  const present = ids.filter((id) => id !== false);
  return present.length > 0 ? html` aria-describedby="${present.join(' ')}"` : html``;
}

const invalid = (hasError: boolean) => (hasError ? html` aria-invalid="true"` : html``);

const restart = html`<form method="post" class="quiet"><input type="hidden" name="step" value="restart">
<button class="link">Use another account</button></form>`;

export function passwordForm(login: string, hasError: boolean): Html {
  const described = describedBy([hasError && 'error']);
  return html`<form method="post">
<input type="hidden" name="step" value="password">
<label for="login">E-mail, card number or user name</label>
<input id="login" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${login}"${invalid(hasError)}${described}${login ? html`` : html` autofocus`}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid(hasError)}${described}${login ? html` autofocus` : html``}>
<button>Sign in</button>
</form>
<form method="post"><input type="hidden" name="step" value="forgot">
<button class="link">I forgot my password</button></form>`;
}

function codeInput(hasError: boolean, focus: Html): Html {
  return html`<label for="code">Six-digit code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="9" required${invalid(hasError)}${describedBy(['code-hint', hasError && 'error'])}${focus}>`;
}

export interface PracticeCode {
  /** Undefined when the codes of this minute have been used. */
  readonly code: string | undefined;
}

function practiceNote({ code }: PracticeCode): Html {
  const words = code
    ? html`<p>Your code is now <strong class="code">${code.slice(0, 3)} ${code.slice(3)}</strong>.</p>`
    : html`<p>The codes of this minute have been used. Wait half a minute, then ask for the next one.</p>`;
  return html`<aside class="practice" aria-labelledby="practice-title">
<h2 id="practice-title">Practice account</h2>
${words}
<p>A real account shows this code only on your own phone. <a href="">Show the next code</a></p>
</aside>`;
}

export function codeForm(hasError: boolean, practice: PracticeCode | undefined): Html {
  return html`${practice ? practiceNote(practice) : ''}
<form method="post">
<input type="hidden" name="step" value="code">
<p class="hint" id="code-hint">Open your authenticator app and type the code it shows for this library.</p>
${codeInput(hasError, html` autofocus`)}
<button>Go on</button>
</form>
${restart}`;
}

export function enrolForm(hasError: boolean, secret: string, uri: string, practice: PracticeCode | undefined): Html {
  // Made by the library from our own text; nothing a person typed is in it but the encoded dots.
  const picture = new Html(encodeQR(uri, 'svg', { border: 2 }));
  return html`<p>Signing in here takes your password and a code from your phone, so that a stolen password is not enough. You do this once.</p>
<ol>
<li>Install an authenticator app on your phone, if it has none.</li>
<li>In the app, add an account and point the camera at this picture.
<div class="qr" role="img" aria-label="Picture that the authenticator app reads. The same secret is written below.">${picture}</div></li>
<li>No camera? Type this secret into the app instead: <code class="secret">${secret.match(/.{1,4}/g)?.join(' ') ?? secret}</code></li>
</ol>
${practice ? practiceNote(practice) : ''}
<form method="post">
<input type="hidden" name="step" value="code">
<p class="hint" id="code-hint">Then type the code the app shows, to prove that it works.</p>
${codeInput(hasError, hasError ? html` autofocus` : html``)}
<button>Finish</button>
</form>
${restart}`;
}

function rules(policy: PasswordPolicy): Html {
  const asked: PasswordProblem[] = ['length'];
  if (policy.requireLowercase) asked.push('lowercase');
  if (policy.requireUppercase) asked.push('uppercase');
  if (policy.requireNumbers) asked.push('number');
  if (policy.requireSymbols) asked.push('symbol');
  return html`<div id="rules"><p>The new password needs:</p><ul>${ruleTexts(policy, asked).map((rule) => html`<li>${rule}</li>`)}</ul></div>`;
}

function newPasswordInputs(hasError: boolean): Html {
  const described = describedBy(['rules', hasError && 'error']);
  return html`<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required${invalid(hasError)}${described}>
<label for="repeated">New password again</label>
<input id="repeated" name="repeated" type="password" autocomplete="new-password" required${invalid(hasError)}${describedBy([hasError && 'error'])}>`;
}

export function newPasswordForm(policy: PasswordPolicy, hasError: boolean): Html {
  return html`<p>The password you were given works once. Choose one of your own; nobody at the library will know it.</p>
<form method="post">
<input type="hidden" name="step" value="new-password">
${rules(policy)}
${newPasswordInputs(hasError)}
<button>Save and go on</button>
</form>
${restart}`;
}

export function askResetForm(login: string, hasError: boolean): Html {
  return html`<p>We send you a code with which you can choose a new password.</p>
<form method="post">
<input type="hidden" name="step" value="ask-reset">
<label for="login">E-mail, card number or user name</label>
<input id="login" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${login}"${invalid(hasError)}${describedBy([hasError && 'error'])} autofocus>
<button>Send the code</button>
</form>
${restart}`;
}

export function resetForm(policy: PasswordPolicy, hasError: boolean): Html {
  return html`<p>If this account has an e-mail address, a message with a code is on its way there. No message? Look among the unwanted mail, or ask at the library desk.</p>
<form method="post">
<input type="hidden" name="step" value="reset">
<label for="code">Six-digit code from the message</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="9" required${invalid(hasError)}${describedBy([hasError && 'error'])}>
${rules(policy)}
${newPasswordInputs(hasError)}
<button>Save and go on</button>
</form>
${restart}`;
}
