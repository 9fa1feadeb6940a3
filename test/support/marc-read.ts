import { createMarcEngine, type EngineOptions, type MarcOutcome } from '../../shared/catalogue/marc/engine.ts';

/** All outcomes of a file in memory, fed to the reader in chunks of `size` bytes. */
export function readAll(bytes: Uint8Array, size = 65_536, options: EngineOptions = {}): MarcOutcome[] {
  const engine = createMarcEngine(options);
  const outcomes: MarcOutcome[] = [];
  for (let at = 0; at < bytes.length; at += size) outcomes.push(...engine.push(bytes.slice(at, at + size)));
  outcomes.push(...engine.end());
  return outcomes;
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
