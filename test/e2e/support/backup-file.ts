import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The newest data file of a backup as it lies on this disk: the objects of a bucket are files in a folder of its name. */
const newestDataFile = (dataDir: string): string => {
  const root = join(dataDir, 's3');
  const bucket = readdirSync(root).find((name) => /backup/i.test(name));
  if (bucket === undefined) throw new Error('no bucket of backups');
  const files = readdirSync(join(root, bucket), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes('.json.gz'))
    .map((entry) => join(entry.parentPath, entry.name))
    // DynamoDB writes some files without an item in them; their few bytes are no part of the library.
    .filter((path) => statSync(path).size > 200);
  const [newest] = files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) throw new Error('no data file among the backups');
  return newest;
};

/** Changes one byte in the middle of the newest data file, as a failing disk would. */
export const flipOneByte = (dataDir: string): void => {
  const handle = openSync(newestDataFile(dataDir), 'r+');
  try {
    const at = Math.floor(fstatSync(handle).size / 2);
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    writeSync(handle, Buffer.from([byte.readUInt8(0) ^ 0x01]), 0, 1, at);
  } finally {
    closeSync(handle);
  }
};
