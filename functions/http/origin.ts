import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Site } from '../../shared/contracts/operation.ts';
import { AppError } from '../../shared/kernel/app-error.ts';

const same = (a: string, b: string): boolean => {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
};

/**
 * The site a request came through. Only the distributions know the secret, and they overwrite both headers,
 * so nobody reaches an operation past them. While a secret changes two are good, with a space between,
 * because functions and distributions are never updated at one moment. Throws `not-allowed`.
 */
export const siteOf = (event: APIGatewayProxyEventV2, secrets: string): Site => {
  const given = event.headers['x-origin-secret'] ?? '';
  if (!secrets.split(' ').some((secret) => secret !== '' && same(given, secret))) throw new AppError('not-allowed');
  const site = event.headers['x-strongroom-site'];
  if (site === 'console' || site === 'catalogue') return site;
  throw new AppError('not-allowed');
};

/**
 * Requests that change something must come from a page of the site itself.
 * A browser always sends Origin with them; one without it is a refusal, not a pass.
 */
export const holdOrigin = (event: APIGatewayProxyEventV2, origin: string): void => {
  const fetchSite = event.headers['sec-fetch-site'];
  if (event.headers['origin'] !== origin) throw new AppError('wrong-origin');
  if (fetchSite !== undefined && fetchSite !== 'same-origin') throw new AppError('wrong-origin');
};
