import { useEffect } from 'react';
import { usePages } from '../api.ts';

/** Everybody who works or worked here. A library has few, so that all pages are read at once. */
export const useStaff = () => {
  const staff = usePages(
    'staff.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = staff;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { read: staff, people: staff.data?.pages.flatMap((page) => page.rows) };
};

/** Everybody who works here now; nobody until it is known. */
export const useColleagues = () => (useStaff().people ?? []).filter(({ leftAt }) => leftAt === undefined);
