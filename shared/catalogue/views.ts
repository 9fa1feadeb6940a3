import type * as z from 'zod';
import type { Item, ItemView, Title, TitleView } from '../contracts/titles.ts';
import { recordOf } from './bibliographic.ts';
import { detailsOf } from './details.ts';
import type { ItemGate } from './gates.ts';

export const itemView = (item: Item, gate: ItemGate | undefined): z.infer<typeof ItemView> => ({
  itemId: item.id,
  version: item.version,
  titleId: item.titleId,
  barcode: item.barcode,
  itemType: item.itemType,
  onLoan: gate?.loanId !== undefined,
  ...(item.callNumber === undefined ? {} : { callNumber: item.callNumber }),
  ...(item.location === undefined ? {} : { location: item.location }),
  ...(item.branch === undefined ? {} : { branch: item.branch }),
  ...(item.price === undefined ? {} : { price: item.price }),
  ...(item.note === undefined ? {} : { note: item.note }),
  ...(item.binnedAt === undefined ? {} : { binnedAt: item.binnedAt }),
});

export const titleView = (title: Title, items: z.infer<typeof ItemView>[]): z.infer<typeof TitleView> => ({
  titleId: title.id,
  version: title.version,
  brief: title.brief,
  subjects: title.subjects,
  series: title.series,
  details: detailsOf(recordOf(title)),
  items,
  updatedAt: title.updatedAt,
  ...(title.binnedAt === undefined ? {} : { binnedAt: title.binnedAt }),
});
