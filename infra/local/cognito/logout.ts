import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { redirect, sendPage } from './http.ts';
import { errorPage } from './pages/error-page.ts';
import type { Pool } from './pool-store.ts';

/**
 * Sign-out in Cognito's shape alone: `GET /logout?client_id=…&logout_uri=…`, with an address registered letter for
 * letter. Ends the browser's session here and goes to that address.
 */
export async function logout(
  pool: Pool,
  provider: Provider,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const names = [...query.keys()].sort().join();
  const client = pool.clients.find((each) => each.clientId === query.get('client_id'));
  const target = client?.logoutUrls.find((url) => url === query.get('logout_uri'));
  if (names !== 'client_id,logout_uri' || !target) {
    const detail = 'logout takes client_id and a logout_uri that is registered for this client, exactly.';
    return sendPage(response, 400, errorPage(pool.name, detail));
  }
  const ctx = provider.createContext(request, response);
  const session = await provider.Session.get(ctx);
  if (session.accountId) await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null, { path: `/${pool.poolId}`, signed: true, overwrite: true });
  redirect(response, target, 302);
}
