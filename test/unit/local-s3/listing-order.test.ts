import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blobPath } from '../../../infra/local/s3/blob-path.ts';
import { afterPrefix } from '../../../infra/local/s3/listing.ts';

const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const text = fc.string({ unit: 'binary', maxLength: 8 });

describe('the key after a prefix', () => {
  it('is greater than every key with the prefix and not greater than any key behind them', () => {
    fc.assert(
      fc.property(text, text, text, (prefix, rest, other) => {
        const after = afterPrefix(prefix);
        fc.pre(after !== undefined);
        expect(compare(prefix + rest, after)).toBeLessThan(0);
        if (compare(other, prefix) > 0 && !other.startsWith(prefix))
          expect(compare(other, after)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the file of an object', () => {
  it('stays inside its bucket, in names every file system takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (key) => {
        const parts = blobPath(key, 'f'.repeat(32)).split('/');
        expect(parts.every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= 255)).toBe(true);
        expect(parts.slice(0, -1).some((part) => part.includes('@'))).toBe(false);
      }),
    );
  });

  it.each(['..', '../..', 'a/../../b', '/', '//', '.', '/etc/passwd', 'a/./b'])('is not led astray by %s', (key) => {
    expect(blobPath(key, 'id')).not.toMatch(/(^|\/)\.{1,2}(\/|$)|^\//);
  });
});
