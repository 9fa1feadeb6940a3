import { S3Error } from './errors.ts';

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

const LARGEST_PAGE = 1000;

/** A page size of a listing: 0 to 1,000, a thousand when absent. @throws S3Error InvalidArgument */
export function pageSize(text: string | undefined, name: string): number {
  if (text === undefined) return LARGEST_PAGE;
  const size = wholeNumber(text);
  if (size === undefined)
    throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`);
  return Math.min(size, LARGEST_PAGE);
}
