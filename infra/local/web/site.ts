import { randomBytes } from 'node:crypto';
import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import type { Behaviour, HeaderRule, SiteDefinition } from './definition.ts';
import { type Page, pageStore } from './pages.ts';
import { viewerFunction } from './viewer-function.ts';

export interface SiteOptions {
  readonly definition: SiteDefinition;
  /** Holds one folder for each site, as the bucket of pages does. */
  readonly pagesDir: string;
  readonly apiUrl: (apiId: string) => string;
  readonly log: (line: string) => void;
}

// Headers of one connection, not of the message (RFC 9110, 7.6.1).
const HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
];

/** CloudFront's patterns: `*` is any text, `?` any one character. */
function fits(pattern: string | undefined, path: string): boolean {
  const source = (pattern ?? '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(path);
}

function withRules(headers: OutgoingHttpHeaders, rules: readonly HeaderRule[]): OutgoingHttpHeaders {
  const result = { ...headers };
  for (const { name, value, override } of rules) {
    const key = name.toLowerCase();
    if (override || result[key] === undefined) result[key] = value;
  }
  return result;
}

function encodingFor(request: IncomingMessage, behaviour: Behaviour, page: Page): 'br' | 'gzip' | undefined {
  if (!behaviour.compress || !page.compressible) return undefined;
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

function refuse(response: ServerResponse, status: number, text: string, rules: readonly HeaderRule[]): void {
  response.writeHead(status, withRules({ 'content-type': 'text/plain; charset=utf-8' }, rules));
  response.end(text);
}

/** A CloudFront distribution on this machine: pages from a folder, `/api/*` to the HTTP API. */
export function site(options: SiteOptions): RequestListener {
  const { definition, log } = options;
  const agent = new Agent({ keepAlive: true });
  const all = [...definition.behaviours, definition.fallback].map((behaviour) => ({
    behaviour,
    rewrite: behaviour.viewerRequest === undefined ? undefined : viewerFunction(behaviour.viewerRequest),
    pages: behaviour.origin.kind === 'pages' ? pageStore(join(options.pagesDir, behaviour.origin.path)) : undefined,
  }));

  async function servePage(
    find: (uri: string) => Promise<Page | undefined>,
    uri: string,
    behaviour: Behaviour,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const page = await find(uri === '/' ? `/${definition.rootObject ?? ''}` : uri);
    // The distribution may not list the bucket, so what is not there is forbidden, as on AWS.
    if (!page) return refuse(response, 403, 'Access Denied', behaviour.headers);
    const encoding = encodingFor(request, behaviour, page);
    const base = {
      etag: page.etag,
      'cache-control': page.cacheControl,
      ...(page.compressible ? { vary: 'accept-encoding' } : {}),
    };
    if (request.headers['if-none-match'] === page.etag) {
      response.writeHead(304, withRules(base, behaviour.headers)).end();
      return;
    }
    const body = await page.body(encoding);
    const headers = {
      ...base,
      'content-type': page.type,
      'content-length': body.length,
      ...(encoding ? { 'content-encoding': encoding } : {}),
    };
    response.writeHead(200, withRules(headers, behaviour.headers));
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  function passOn(
    target: URL,
    origin: Extract<Behaviour['origin'], { kind: 'api' }>,
    rules: readonly HeaderRule[],
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const { host: _host, ...given } = request.headers;
    for (const name of HOP) delete given[name];
    const seen = request.socket.remoteAddress ?? '127.0.0.1';
    const earlier = given['x-forwarded-for'];
    const headers: OutgoingHttpHeaders = {
      ...given,
      'x-forwarded-for': earlier === undefined ? seen : `${String(earlier)}, ${seen}`,
      'x-forwarded-proto': 'https',
      'x-amz-cf-id': randomBytes(20).toString('base64url'),
      // Last, so that a viewer cannot send them.
      ...Object.fromEntries(origin.headers.map(([name, value]) => [name.toLowerCase(), value])),
    };
    const outgoing = httpRequest(target, { method: request.method, agent, headers }, (incoming) => {
      const back: OutgoingHttpHeaders = { ...incoming.headers };
      for (const name of HOP) delete back[name];
      response.writeHead(incoming.statusCode ?? 502, withRules(back, rules));
      incoming.pipe(response);
      incoming.on('error', () => response.destroy());
    });
    outgoing.on('error', (error) => {
      log(`site: ${error.message}`);
      if (!response.headersSent) refuse(response, 502, 'The origin could not be reached.', rules);
      else response.destroy();
    });
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query] = (request.url ?? '/').split(/\?(.*)/s);
    const { method = 'GET' } = request;
    const chosen = all.find(({ behaviour }) => fits(behaviour.pattern, path));
    if (!chosen) return refuse(response, 403, 'Access Denied', []);
    const { behaviour, rewrite, pages } = chosen;
    if (!behaviour.methods.includes(method))
      return refuse(response, 403, `This address does not take ${method}.`, behaviour.headers);
    const asked = rewrite?.(method, path, request.socket.remoteAddress ?? '127.0.0.1') ?? { uri: path, method };
    if ('statusCode' in asked) {
      const own = Object.entries(asked.headers).map(([name, { value }]) => [name, value] as const);
      response.writeHead(asked.statusCode, withRules(Object.fromEntries(own), behaviour.headers));
      response.end(typeof asked.body === 'string' ? asked.body : asked.body?.data);
      return;
    }
    if (pages) return servePage(pages, asked.uri, behaviour, request, response);
    const { origin } = behaviour;
    if (origin.kind !== 'api') return;
    const target = new URL(options.apiUrl(origin.apiId));
    // Assigned as text: building it from a base would let `//host` in a path choose another server.
    passOn(
      new URL(`${target.origin}${origin.path}${asked.uri}${query === undefined ? '' : `?${query}`}`),
      origin,
      behaviour.headers,
      request,
      response,
    );
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log(`site: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The site failed; its log says why.', []);
    });
  };
}
