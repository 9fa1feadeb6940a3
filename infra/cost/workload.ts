/** A library of 20,000 titles and 40,000 loans a year: what it does in a month. */
export const workload = {
  titles: 20_000,
  items: 26_000,
  patrons: 4_000,
  staff: 8,
  loansMonth: 40_000 / 12,
  /** Returns, renewals, edits, registrations and the like, for every loan. */
  otherWritesPerLoan: 2.5,
  searchesMonth: 30_000,
  pageViewsMonth: 60_000,
  uploadsMonth: 20,
  /** Of a catalogue file. */
  uploadGb: 0.02,
  patronsSignedInMonth: 150,
  /** Units of one desk action (the aims of the bench): what a transaction with history and ledger event takes. */
  writeUnitsPerAction: 20,
  readUnitsPerAction: 8,
  readUnitsPerRequest: 4,
  tableGb: 0.6,
  backupsGb: 6,
  pageKb: 300,
  httpMs: 60,
  httpGb: 0.5,
} as const;
