import type { BinRow } from '../../../shared/contracts/bin.ts';
import { usePages, useRead } from '../api.ts';
import { BinTable } from './bin-table.tsx';

interface Filter {
  readonly person: string | undefined;
  /** How the person is called, where somebody is chosen. */
  readonly name: string | undefined;
}
const of = (person: string | undefined) => (person === undefined ? {} : { person });

export const CatalogueBin = ({ kind, person, name }: Filter & { readonly kind: 'title' | 'item' }) => {
  const list = usePages(
    'bin.list',
    [kind, person],
    (cursor) => ({ kind, cursor, ...of(person) }),
    (page) => page.next,
  );
  return (
    <BinTable
      kind={kind}
      rows={list.data?.pages.flatMap((page) => page.rows)}
      read={list}
      person={name}
      more={list.hasNextPage ? { loading: list.isFetchingNextPage, show: () => void list.fetchNextPage() } : undefined}
    />
  );
};

/** Each page that is shown is a look at these patrons, and is written down. */
export const PatronBin = ({ person, name }: Filter) => {
  const list = usePages(
    'patron.binned',
    [person],
    (cursor) => ({ cursor, ...of(person) }),
    (page) => page.next,
  );
  return (
    <BinTable
      kind="patron"
      rows={list.data?.pages.flatMap((page) => page.rows)}
      read={list}
      person={name}
      more={list.hasNextPage ? { loading: list.isFetchingNextPage, show: () => void list.fetchNextPage() } : undefined}
    />
  );
};

export const BranchBin = ({ person, name }: Filter) => {
  const list = useRead('branch.binned', {});
  const isWanted = (row: BinRow) => person === undefined || row.binnedById === person;
  return <BinTable kind="branch" rows={list.data?.rows.filter(isWanted)} read={list} person={name} />;
};
