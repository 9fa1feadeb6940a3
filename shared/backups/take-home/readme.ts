import type { TakeHomeContents } from './contents.ts';

export interface ReadmeFacts {
  readonly contents: TakeHomeContents;
  readonly counts: {
    readonly titles: number;
    readonly items: number;
    readonly patrons: number;
    readonly loans: number;
  };
}

/** For whoever opens the copy in ten years, with nothing of ours at hand. Plain ASCII but for the library's name. */
export const readmeOf = ({ contents, counts }: ReadmeFacts): string => `\
${contents.libraryName}
A copy of the whole library, as it was at ${contents.backup.exportTime} (UTC).
Made at ${contents.madeAt} (UTC). Part ${contents.part} of ${contents.parts}.

YOU ARE READING THIS, so you have opened the copy with the recovery sheet.
It holds names and addresses of people. Keep it as you would keep a key.

WHAT IS HERE
  catalogue.mrc   every title that is not in the bin, as
                  MARC 21 records in UTF-8 (ISO 2709). Every library system
                  can import this file. "yaz-marcdump catalogue.mrc" shows it.
  catalogue-large.xml   only if there are titles too long for the file above:
                  the same as MARCXML.
  titles.csv      ${counts.titles} titles as a table, those in the bin too
  items.csv       ${counts.items} copies, with barcode and place;
                  "title_id" is the line in titles.csv
  patrons.csv     ${counts.patrons} patrons with name, card and contacts
  loans.csv       ${counts.loans} loans; "borrower" is the same as in patrons.csv,
                  and empty once a copy was returned
                  The tables are UTF-8 and open in any spreadsheet. A cell that
                  begins with = + - or @ has an apostrophe before it, so that
                  no spreadsheet takes it for a formula.
  backup/         the files of the backup itself, ${contents.backup.records} records with
                  all their earlier versions, and the ledger of who did what
  take-home.json  which backup this is, and a list of those files
  class-key.age   the key under which names in backup/ are sealed, itself
                  sealed to the same recovery sheet
${
  contents.parts === 1
    ? ''
    : `  This copy has ${contents.parts} parts. The tables and the catalogue are in part 1;
  backup/ is spread over all of them.
`
}
TO GO ON WITH STRONGROOM
  Install it anywhere, then:   npm run restore -- --from FILE.age
  It asks for the recovery sheet, and names every part it needs.

TO GO ON WITHOUT IT
  catalogue.mrc and the tables are all that another library system needs.

TO READ backup/ WITHOUT IT
  backup/<class>/<id>/backup.json lists the files of one backup with their
  SHA-256. If it has a "chain", read the backups of the chain first, oldest
  first: the later ones hold changes. Data files are gzip; each line is JSON:
    {"Item": {...}}                     one item of a full backup
    {"Keys": ..., "NewImage": ...}      one change; without NewImage: deleted
  in the notation of DynamoDB ({"S": text}, {"N": number}, {"B": base64},
  {"M": map}, {"L": list}). Records of today have "SK": {"S": "REC"}; what
  begins with "HIST#" are their earlier versions.
  "marc" of a title is raw deflate of one byte (1) and JSON:
  [leader, [tag, value] or [tag, ind1, ind2, code, value, code, value ...], ...].
  "sealed" of a patron is AES-256-GCM: 12 bytes nonce, ciphertext, 16 bytes tag.
    class key    = age -d -i SHEET.txt class-key.age          (32 bytes)
    wrapping key = HKDF-SHA256(class key, salt empty, info "person", 32 bytes)
    person key   = open "wrapped" of the item "PERSON#<patron id>" in
                   backup/keys/ with the wrapping key; the additional data
                   is the patron id
    sealing key  = HKDF-SHA256(person key, salt empty, info "seal", 32 bytes)
    the name     = open "sealed" with the sealing key; the additional data
                   is the patron id again; inside is JSON
`;
