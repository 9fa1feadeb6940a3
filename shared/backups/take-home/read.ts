import { open as openFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { Decrypter } from 'age-encryption';
import type { ManifestRef, OpenVersion } from '../reader.ts';
import { type OpenedAge, openAge, type Source, UnreadableCopy, whole } from './age-file.ts';
import { backupName, CLASS_KEY_NAME, CONTENTS_NAME, TakeHomeContents } from './contents.ts';
import { indexOf, type Place } from './tar-index.ts';

/** A take-home copy, opened. Nothing of it is written anywhere: files are unsealed as they are read. */
export interface OpenedTakeHome {
  readonly contents: TakeHomeContents;
  /** Where a restore begins. */
  readonly manifest: ManifestRef;
  /** The files of the backup by their keys and versions, as the bucket would give them. */
  readonly open: OpenVersion;
  /** The library's class key (32 bytes), under which the person keys of the backup lie. */
  readonly classKey: () => Promise<Uint8Array>;
  /** Any other file of the copy by its name in the archive (`catalogue.mrc`); undefined when there is none. */
  readonly file: (name: string) => AsyncGenerator<Uint8Array> | undefined;
  /** Reads every byte of every part once. Throws `UnreadableCopy` at the first that is not as it was sealed. */
  readonly verify: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Part {
  readonly opened: OpenedAge;
  readonly places: ReadonlyMap<string, Place>;
  readonly contents: TakeHomeContents;
}

const readPart = async (source: Source, identity: string): Promise<Part> => {
  const opened = await openAge(source, identity);
  const places = await indexOf(opened);
  const place = places.get(CONTENTS_NAME);
  const parsed =
    place === undefined
      ? undefined
      : TakeHomeContents.safeParse(
          JSON.parse(Buffer.from(await whole(opened.range(place.from, place.to))).toString('utf8')),
        );
  if (parsed?.success !== true)
    throw new UnreadableCopy('not-take-home', source.name, 'it opens, but what is inside is not a take-home copy');
  return { opened, places, contents: parsed.data };
};

/** All parts of one copy, in order; names the first that is not among the files. */
const inOrder = (found: readonly Part[]): readonly Part[] => {
  const [first] = found;
  if (first === undefined) throw new Error('no file was given');
  const { takeHomeId, parts } = first.contents;
  return Array.from({ length: parts }, (_, at) => {
    const part = found.find(({ contents }) => contents.takeHomeId === takeHomeId && contents.part === at + 1);
    if (part === undefined)
      throw new UnreadableCopy(
        'part-missing',
        first.opened.name,
        `this copy has ${parts} parts, and part ${at + 1} is not among the files given`,
      );
    return part;
  });
};

/**
 * Opens a take-home copy from its parts with the identity of the recovery sheet (`AGE-SECRET-KEY-1…`; use
 * `readTypedSheet` for what a person typed). Throws `UnreadableCopy`, whose message is a sentence for a person:
 * another sheet's file, one cut short or damaged, no take-home copy, or a part left behind.
 */
export const openTakeHomeSources = async (
  sources: readonly Source[],
  identity: string,
): Promise<Omit<OpenedTakeHome, 'close'>> => {
  const parts = inOrder(await Promise.all(sources.map((source) => readPart(source, identity))));
  const [first] = parts;
  if (first === undefined) throw new Error('no file was given');
  const { contents } = first;
  const versions = new Map(contents.files.map(({ key, versionId }) => [key, versionId]));
  const file = (name: string): AsyncGenerator<Uint8Array> | undefined => {
    for (const { opened, places } of parts) {
      const place = places.get(name);
      if (place !== undefined) return opened.range(place.from, place.to);
    }
    return undefined;
  };
  return {
    contents,
    manifest: contents.backup.manifest,
    open: async (key, versionId) => {
      const body = versions.get(key) === versionId ? file(backupName(key)) : undefined;
      return body === undefined ? undefined : Readable.from(body, { objectMode: false });
    },
    classKey: async () => {
      const sealed = file(CLASS_KEY_NAME);
      if (sealed === undefined)
        throw new UnreadableCopy('not-take-home', first.opened.name, 'the key of the library is not in it');
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return decrypter.decrypt(await whole(sealed));
    },
    file,
    verify: async () => {
      for (const { opened } of parts) for await (const _chunk of opened.range(0, opened.size));
    },
  };
};

/** The same from files on disk. */
export const openTakeHome = async (paths: readonly string[], identity: string): Promise<OpenedTakeHome> => {
  const handles = await Promise.all(paths.map((path) => openFile(path, 'r')));
  const close = async (): Promise<void> => {
    await Promise.all(handles.map((handle) => handle.close()));
  };
  try {
    const sources = await Promise.all(
      handles.map(async (handle, at): Promise<Source> => {
        const { size } = await handle.stat();
        const read: Source['read'] = async (from, bytes) => {
          const buffer = Buffer.alloc(Math.max(0, Math.min(bytes, size - from)));
          let filled = 0;
          while (filled < buffer.length) {
            const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return buffer.subarray(0, filled);
        };
        return { name: basename(paths[at] ?? ''), size, read };
      }),
    );
    return { ...(await openTakeHomeSources(sources, identity)), close };
  } catch (error) {
    await close();
    throw error;
  }
};
