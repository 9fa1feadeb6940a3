import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ROOT_KEY_BYTES = 32;

function createRootKey(path: string): Buffer {
  const key = randomBytes(ROOT_KEY_BYTES);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, key);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // The name must survive a power cut as surely as the bytes: every key in the store depends on this file.
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return key;
}

/**
 * Reads the key that wraps all key material, or makes it when the store is new.
 * @throws when the file is missing beside existing keys, or damaged: going on would lose everything sealed by them.
 */
export function loadRootKey(path: string, storeHasKeys: boolean): Buffer {
  if (!existsSync(path)) {
    if (storeHasKeys) throw new Error(`The root key ${path} is missing, so the keys beside it cannot be opened.`);
    return createRootKey(path);
  }
  const key = readFileSync(path);
  if (key.length !== ROOT_KEY_BYTES) throw new Error(`The root key ${path} is damaged: ${key.length} bytes, not 32.`);
  chmodSync(path, 0o600);
  return key;
}
