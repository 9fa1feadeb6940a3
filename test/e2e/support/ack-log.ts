import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import * as z from 'zod';

const Acknowledged = z.strictObject({ barcode: z.string(), patronId: z.string(), loanId: z.string() });
export type Acknowledged = z.infer<typeof Acknowledged>;

/** What the library said was done, on disk before anything else happens: kept by a client outside of it. */
export const openAckLog = (path: string) => {
  const handle = openSync(path, 'a');
  return {
    write: (line: Acknowledged): void => {
      writeSync(handle, `${JSON.stringify(line)}\n`);
      fsyncSync(handle);
    },
    read: (): Acknowledged[] =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => Acknowledged.parse(JSON.parse(line))),
    close: () => closeSync(handle),
  };
};
export type AckLog = ReturnType<typeof openAckLog>;
