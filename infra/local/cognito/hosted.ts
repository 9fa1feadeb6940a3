import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { sendPage } from './http.ts';
import { type LoginRequest, loginPage } from './login-page.ts';
import { logout } from './logout.ts';
import { errorPage } from './pages/error-page.ts';
import type { Pool } from './pool-store.ts';
import type { SignInParts } from './sign-in-steps.ts';

const STYLE = readFileSync(new URL('./pages/sign-in.css', import.meta.url));

export interface HostedParts extends SignInParts {
  /** `http://localhost:PORT`, where browsers reach the pages. */
  readonly origin: () => string;
  readonly pool: (poolId: string) => Pool | undefined;
  readonly provider: (pool: Pool) => Provider;
}

function notFound(response: ServerResponse): void {
  sendPage(response, 404, errorPage('Sign-in', 'there is no such page here.'));
}

/** Gives the rest of the address to the provider, which finds its mount point in `originalUrl`, as under Express. */
function mount(provider: Provider, request: IncomingMessage, response: ServerResponse, poolId: string): void {
  const originalUrl = request.url ?? '';
  Object.assign(request, { originalUrl, baseUrl: `/${poolId}`, url: originalUrl.slice(poolId.length + 1) });
  provider
    .callback()(request, response)
    .catch((error: unknown) => console.error('sign-in:', error));
}

async function route(parts: HostedParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = parts.origin();
  const url = new URL(request.url ?? '/', origin);
  if (url.pathname === '/assets/sign-in.css' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'content-length': STYLE.length });
    response.end(STYLE);
    return;
  }
  const [, poolId = '', page = '', uid = '', ...rest] = url.pathname.split('/');
  const pool = parts.pool(poolId);
  if (!pool) return notFound(response);
  const provider = parts.provider(pool);
  if (page === 'logout' && !uid && request.method === 'GET') {
    return logout(pool, provider, url.searchParams, request, response);
  }
  if (page === 'login' && uid && rest.length === 0) {
    const login: LoginRequest = { parts, provider, pool, origin, uid };
    return await loginPage(login, request, response).catch((error: unknown) => {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      sendPage(response, 400, errorPage(pool.name, error.error_description ?? error.message));
    });
  }
  mount(provider, request, response, poolId);
}

/** The hosted sign-in of all pools, each under its own path. */
export function hostedPages(parts: HostedParts): RequestListener {
  return (request, response) => {
    const { host } = new URL(parts.origin());
    const port = host.split(':')[1];
    // A page elsewhere whose name was pointed at this machine must not be able to talk to it.
    if (request.headers.host !== host && request.headers.host !== `127.0.0.1:${port}`) {
      sendPage(response, 421, errorPage('Sign-in', `these pages are at ${parts.origin()}.`));
      return;
    }
    request.headers.host = host;
    route(parts, request, response).catch((error: unknown) => {
      console.error('sign-in:', error);
      if (!response.headersSent) sendPage(response, 500, errorPage('Sign-in', 'the sign-in failed; its log says why.'));
    });
  };
}
