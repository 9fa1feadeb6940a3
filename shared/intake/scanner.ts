import { createConnection } from 'node:net';
import { clamdScanner } from './clamd.ts';

/** One object, as a scanner may read it. */
export interface Scannable {
  readonly size: number;
  readonly read: () => Promise<AsyncIterable<Uint8Array>>;
}

/** `open`: nothing was said, now or ever; the file stays in quarantine. */
export type ScanVerdict =
  | { readonly verdict: 'clean' | 'absent' }
  | { readonly verdict: 'refused'; readonly why: string }
  | { readonly verdict: 'open' };

/** Looks for malware. A scanner that cannot say throws, so that it is asked again; it never says "clean" by default. */
export interface Scanner {
  readonly engine: string;
  readonly scan: (object: Scannable) => Promise<ScanVerdict>;
}

/** GuardDuty looks by itself when an object arrives; its verdict comes as an event. */
const guardDuty: Scanner = { engine: 'guardduty', scan: async () => ({ verdict: 'open' }) };

/** No scanner. On one machine catalogue files go on, and the record says that none looked; in the cloud nothing does. */
const noScanner = (onOneMachine: boolean): Scanner => ({
  engine: 'none',
  scan: async () => ({ verdict: onOneMachine ? 'absent' : 'open' }),
});

const SOCKET = '/var/run/clamav/clamd.ctl';

/**
 * The scanner a deployment names: `guardduty`, `none`, `clamd`, or `clamd:` with a socket file or host:port.
 * Throws for any other name: an unknown scanner must not become none.
 */
export const scannerNamed = (name: string, onOneMachine: boolean): Scanner => {
  if (name === 'guardduty') return guardDuty;
  if (name === 'none') return noScanner(onOneMachine);
  const [engine, ...rest] = name.split(':');
  if (engine !== 'clamd') throw new Error(`no scanner is named ${name}`);
  const [address = SOCKET, port] = rest;
  const at = port === undefined ? { path: address } : { host: address, port: Number(port) };
  return clamdScanner(() => createConnection(at));
};
