import type { IncomingMessage, ServerResponse } from 'node:http';

const LARGEST_FORM = 16_384;

export interface PageHeaders {
  /** Where a form's answer may lead: Chromium holds the redirects after a form against this list too. */
  readonly formTargets: readonly string[];
}

/** Pages load nothing from elsewhere, run no script, and are shown in no frame. */
export function sendPage(
  response: ServerResponse,
  status: number,
  page: string,
  { formTargets }: PageHeaders = { formTargets: [] },
): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  response.end(page);
}

export function redirect(response: ServerResponse, location: string, status = 303): void {
  response.writeHead(status, { location, 'cache-control': 'no-store', 'content-length': 0 });
  response.end();
}

/** @returns undefined when it is not a form, or larger than any form here. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_FORM) return undefined;
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** A form may only come from our own pages. What is no browser sends neither header, and has no cookies to misuse. */
export function isOwnForm(request: IncomingMessage, origin: string): boolean {
  const { origin: from, 'sec-fetch-site': site } = request.headers;
  return (from === undefined || from === origin) && (site === undefined || site === 'same-origin');
}
