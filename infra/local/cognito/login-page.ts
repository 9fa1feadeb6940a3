import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { isOwnForm, readForm, redirect, sendPage } from './http.ts';
import {
  askResetForm,
  codeForm,
  enrolForm,
  newPasswordForm,
  type PracticeCode,
  passwordForm,
  resetForm,
} from './pages/forms.ts';
import { html } from './pages/html.ts';
import { layout } from './pages/layout.ts';
import { stepMessage } from './pages/messages.ts';
import type { Pool } from './pool-store.ts';
import { askReset, beginReset, resetStep } from './reset-steps.ts';
import { codeStep, newPasswordStep, passwordStep, type SignInParts, type StepResult } from './sign-in-steps.ts';
import type { PendingSignIn } from './sign-in-store.ts';
import { totpUri } from './totp.ts';

export interface LoginRequest {
  readonly parts: SignInParts;
  readonly provider: Provider;
  readonly pool: Pool;
  readonly origin: string;
  readonly uid: string;
}

function practiceCode({ parts, pool }: LoginRequest, pending: PendingSignIn, secret: string): PracticeCode | undefined {
  const user = parts.users.get(pool.poolId, pending.username);
  if (!user?.practice) return undefined;
  return { code: parts.codes.practiceCode(pool.poolId, user.username, secret) };
}

function stagePage(login: LoginRequest, pending: PendingSignIn, hasError: boolean, typed: string) {
  const { parts, pool } = login;
  if (pending.stage === 'new-password') {
    return { title: 'Choose your password', body: newPasswordForm(pool.passwordPolicy, hasError) };
  }
  if (pending.stage === 'ask-reset') return { title: 'A new password', body: askResetForm(typed, hasError) };
  if (pending.stage === 'reset') return { title: 'A new password', body: resetForm(pool.passwordPolicy, hasError) };
  const user = parts.users.get(pool.poolId, pending.username);
  const secret = pending.totpSecret ?? user?.totpSecret ?? '';
  const practice = practiceCode(login, pending, secret);
  if (pending.stage === 'code') return { title: 'Type your code', body: codeForm(hasError, practice) };
  const label = user?.attributes['email'] ?? pending.username;
  const uri = totpUri(secret, label, pool.name);
  return { title: 'Set up your phone', body: enrolForm(hasError, secret, uri, practice) };
}

function show(login: LoginRequest, response: ServerResponse, result?: StepResult, typed = ''): void {
  const { parts, pool, uid } = login;
  const error = result && stepMessage(result, pool.passwordPolicy);
  const pending = result?.kind === 'refused' ? undefined : parts.signIns.get(pool.poolId, uid);
  const page = pending
    ? stagePage(login, pending, Boolean(error), typed)
    : { title: 'Sign in', body: passwordForm(typed, Boolean(error)) };
  const status = result?.kind === 'locked' ? 429 : error ? 400 : 200;
  const formTargets = pool.clients.flatMap((client) => client.callbackUrls.map((url) => new URL(url).origin));
  sendPage(response, status, layout({ poolName: pool.name, ...page, error }), { formTargets });
}

/**
 * Hands the person over to the provider. When someone else was signed in on this browser, that session ends first:
 * on a shared desk the next person simply signs in.
 */
async function finish(
  login: LoginRequest,
  request: IncomingMessage,
  response: ServerResponse,
  sub: string,
): Promise<void> {
  const { provider } = login;
  const interaction = await provider.interactionDetails(request, response);
  const { session } = interaction;
  interaction.result = { login: { accountId: sub } };
  if (session && session.accountId !== sub) interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
  if (session && session.accountId !== sub) await (await provider.Session.findByUid(session.uid))?.destroy();
  redirect(response, interaction.returnTo);
}

async function runStep(login: LoginRequest, form: URLSearchParams): Promise<StepResult> {
  const { parts, pool, uid } = login;
  const step = form.get('step');
  const password = form.get('password') ?? '';
  if (step === 'password') return passwordStep(parts, pool, { uid, login: form.get('login') ?? '', password });
  if (step === 'forgot') return beginReset(parts, pool, uid);
  const pending = parts.signIns.get(pool.poolId, uid);
  if (!pending) return { kind: 'start-again' };
  const repeated = form.get('repeated') ?? '';
  if (step === 'ask-reset' && pending.stage === 'ask-reset') return askReset(parts, pool, uid, form.get('login') ?? '');
  if (step === 'reset' && pending.stage === 'reset') {
    return resetStep(parts, pool, pending, { code: form.get('code') ?? '', password, repeated });
  }
  if (step === 'code' && (pending.stage === 'code' || pending.stage === 'enrol'))
    return codeStep(parts, pool, pending, form.get('code') ?? '');
  if (step === 'new-password' && pending.stage === 'new-password') {
    return newPasswordStep(parts, pool, pending, { password, repeated });
  }
  return { kind: 'start-again' };
}

/** The page at `/<poolId>/login/<uid>`: one form at a time, each answered by the next or by what to do about it. */
export async function loginPage(
  login: LoginRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { provider, pool, parts, uid } = login;
  const interaction = await provider.interactionDetails(request, response);
  if (interaction.uid !== uid) throw new errors.SessionNotFound('this browser began another sign-in');
  if (request.method === 'GET') return show(login, response);
  const form = request.method === 'POST' && isOwnForm(request, login.origin) ? await readForm(request) : undefined;
  if (!form) {
    const body = html`<p>Go back to the library's page and choose “Sign in” again.</p>`;
    return sendPage(response, 403, layout({ poolName: pool.name, title: 'This form is not ours', body }));
  }
  if (form.get('step') === 'restart') {
    parts.signIns.remove(uid);
    return redirect(response, `/${pool.poolId}/login/${uid}`);
  }
  const result = await runStep(login, form);
  if (result.kind === 'done') return finish(login, request, response, result.user.sub);
  if (result.kind === 'next') return redirect(response, `/${pool.poolId}/login/${uid}`);
  show(login, response, result, form.get('login') ?? '');
}
