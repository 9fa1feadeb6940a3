declare module 'marcjs' {
  /** `[tag, value]`, or `[tag, indicators, code, value, code, value, …]`. */
  export interface PeerRecord {
    readonly leader: string;
    readonly fields: readonly (readonly string[])[];
  }
  export const Marc: {
    readonly parse: (raw: Uint8Array, type: 'iso2709') => PeerRecord;
    readonly stream: (source: NodeJS.ReadableStream, type: 'iso2709') => AsyncIterable<PeerRecord>;
  };
}
