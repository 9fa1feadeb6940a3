/** The scratch table of each table. One rebuild runs at a time, so that the names can be known to whoever cleans up. */
export const scratchTables = (prefix: string) => ({ records: `${prefix}records`, ledger: `${prefix}ledger` }) as const;
