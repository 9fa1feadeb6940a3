import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCloud } from '../runner/cloud.ts';

const LONGEST_MS = 20_000;

async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    return response.ok ? '' : `${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits until both sites answer through their whole stack. @throws one sentence saying which did not, and why */
export async function waitUntilHealthy(cloud: LocalCloud, dir: string): Promise<void> {
  for (const site of ['console', 'catalogue'] as const) {
    const url = `${cloud.addresses[site]}/api/health`;
    const until = Date.now() + LONGEST_MS;
    for (let why = await ask(url); why !== ''; why = await ask(url)) {
      if (Date.now() > until)
        throw new Error(`The ${site} does not answer at ${url} (${why}). Its log is in ${dir}/logs.`);
      await delay(200);
    }
  }
}
