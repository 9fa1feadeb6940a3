import type { PersonKey } from '../../aws/keyring.ts';
import type { Loan } from '../../contracts/loans.ts';
import type { Patron, PatronSecret } from '../../contracts/patrons.ts';
import type { Item, Title } from '../../contracts/titles.ts';
import { csvLine } from './csv.ts';

/** The tables of a take-home copy: the names of their columns, and a line for each record. */
export const titleColumns = csvLine([
  'title_id',
  'title',
  'subtitle',
  'people',
  'year',
  'publisher',
  'language',
  'isbn',
  'call_number',
  'subjects',
  'added',
  'in_bin_since',
]);
export const titleLine = ({ id, brief, subjects, createdAt, binnedAt }: Title): string =>
  csvLine([
    id,
    brief.title,
    brief.subtitle,
    brief.people.join('; '),
    brief.year,
    brief.publisher,
    brief.language,
    brief.isbns.join('; '),
    brief.callNumber,
    subjects.join('; '),
    createdAt,
    binnedAt,
  ]);

export const itemColumns = csvLine([
  'item_id',
  'title_id',
  'barcode',
  'type',
  'call_number',
  'location',
  'branch',
  'price_in_cents',
  'note',
  'added',
  'in_bin_since',
]);
export const itemLine = (item: Item): string =>
  csvLine([
    item.id,
    item.titleId,
    item.barcode,
    item.itemType,
    item.callNumber,
    item.location,
    item.branch,
    item.price,
    item.note,
    item.createdAt,
    item.binnedAt,
  ]);

/** `borrower` is what a loan calls this patron by: the same in both tables, and a name in neither. */
export const patronColumns = csvLine([
  'patron_id',
  'borrower',
  'name',
  'card',
  'email',
  'phone',
  'address',
  'notes',
  'category',
  'expires',
  'blocked',
  'branch',
  'in_bin_since',
]);
export const patronLine = (patron: Patron, key: Pick<PersonKey, 'ref'>, secret: PatronSecret): string =>
  csvLine([
    patron.id,
    key.ref,
    secret.name,
    secret.card,
    secret.email,
    secret.phone,
    secret.address,
    secret.notes,
    patron.category,
    patron.expires,
    patron.blocked,
    patron.branch,
    patron.binnedAt,
  ]);

export const loanColumns = csvLine([
  'loan_id',
  'item_id',
  'title_id',
  'borrower',
  'branch',
  'lent',
  'due',
  'renewals',
  'returned',
]);
export const loanLine = (loan: Loan): string =>
  csvLine([
    loan.id,
    loan.itemId,
    loan.titleId,
    loan.patronRef,
    loan.branch,
    loan.lentAt,
    loan.dueDate,
    loan.renewals,
    loan.returnedAt,
  ]);
