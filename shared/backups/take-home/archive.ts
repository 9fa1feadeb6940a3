import { Encrypter } from 'age-encryption';
import { createTarPacker } from 'modern-tar';

/** One file of the archive; its size is said before its bytes, because tar writes it first. */
export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly body: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export const entryOf = (name: string, bytes: Uint8Array): Entry => ({ name, size: bytes.length, body: () => [bytes] });

/** The reader went away, or the sealing failed: what feeds it stops without an error of its own. */
const feed = async (entries: AsyncIterable<Entry> | Iterable<Entry>, mtime: Date) => {
  const { readable, controller } = createTarPacker();
  const pack = async (): Promise<void> => {
    for await (const { name, size, body } of entries) {
      const writer = controller.add({ name, size, mtime, mode: 0o600 }).getWriter();
      for await (const chunk of body()) await writer.write(chunk);
      await writer.close();
    }
    controller.finalize();
  };
  // An error of a source reaches whoever reads the archive as an error of the archive.
  pack().catch((error: unknown) => controller.error(error));
  return readable;
};

/**
 * A tar archive sealed to `recipient` in the plain age format, as a stream: holds a few chunks of 64 KiB, whatever it
 * packs. A source that fails, or has another size than it said, fails the stream.
 */
export const sealedArchive = async (
  recipient: string,
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  mtime: Date,
): Promise<AsyncIterable<Uint8Array>> => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(await feed(entries, mtime));
};
