import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';

export interface Sums {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Base64, as DynamoDB writes it. */
  readonly md5: string;
}

/** Passes bytes through and adds them up; `sums` is asked for once, when all have passed. */
export const measured = (source: Readable): { through: Readable; sums: () => Sums } => {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let bytes = 0;
  const through = new Transform({
    transform: (chunk: Uint8Array, _encoding, next) => {
      sha256.update(chunk);
      md5.update(chunk);
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  // An error of the source reaches the reader as an error of `through`, also when it comes before anybody reads.
  through.on('error', () => undefined);
  pipeline(source, through, () => undefined);
  return { through, sums: () => ({ bytes, sha256: sha256.digest('hex'), md5: md5.digest('base64') }) };
};
