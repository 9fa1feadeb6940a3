const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows = new TextDecoder('windows-1252');

export interface DecodedText {
  readonly text: string;
  readonly guessed: boolean;
}

/** UTF-8 where the bytes are that, else Windows-1252: what spreadsheets write. Decided for each row, so that a
 * resumed import decides as the first did. */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: utf8.decode(bytes), guessed: false };
  } catch {
    return { text: windows.decode(bytes), guessed: true };
  }
}
