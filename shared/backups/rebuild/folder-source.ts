import { createReadStream } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { OpenVersion } from '../reader.ts';
import { backupFolders, candidatesFrom, chooseBackup } from './choose.ts';
import { RestoreRefused, type RestoreSource, type Wish } from './source.ts';

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Files of a folder by their keys; versions are unknown there, and sums say whether a file is the right one. */
const openIn =
  (folder: string): OpenVersion =>
  async (key) => {
    const path = resolve(folder, ...key.split('/'));
    // A key comes from a file somebody may have written: it must not lead out of the folder.
    if (!path.startsWith(`${resolve(folder)}${sep}`) || !(await isThere(path))) return undefined;
    return createReadStream(path);
  };

/** A plain copy of the backups bucket: its objects as files, under their keys. */
export const folderSource = async (folder: string, wish: Wish): Promise<RestoreSource> => {
  const versions = [];
  for (const kind of backupFolders) {
    const below = join(folder, kind);
    for (const name of (await isThere(below)) ? await readdir(below) : []) {
      const file = join(below, name, 'backup.json');
      if (!(await isThere(file))) continue;
      versions.push({ key: `${kind}${name}/backup.json`, versionId: 'file', at: (await stat(file)).mtime });
    }
  }
  if (versions.length === 0)
    throw new RestoreRefused(
      `${folder} holds no backup. Give the folder that has daily/, weekly/, monthly/ and keys/ in it.`,
    );
  const open = openIn(folder);
  return { kind: 'folder', open, ...(await chooseBackup(open, candidatesFrom(versions), wish)) };
};
