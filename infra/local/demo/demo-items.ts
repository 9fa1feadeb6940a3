import type { ItemType } from '../../../shared/contracts/titles.ts';
import { codabar14, demoInstitution } from './codabar.ts';
import type { DemoTitle } from './demo-titles.ts';
import { seededRandom } from './random.ts';

export const demoBranch = { code: 'MAIN', name: 'Main library' } as const;

export interface DemoItem {
  readonly titleIndex: number;
  readonly copy: number;
  readonly barcode: string;
  readonly callNumber: string;
  readonly itemType: ItemType;
  readonly location: 'Reading room' | "Children's room";
  readonly collection: 'REF' | 'JUV' | 'FIC' | 'NFIC';
}

const fiction: readonly DemoTitle['genre'][] = ['drama', 'epic', 'fables', 'fairytales', 'novel', 'poetry', 'stories'];

function collectionOf(title: DemoTitle): DemoItem['collection'] {
  if (title.genre === 'dictionary') return 'REF';
  if (title.audience === 'child') return 'JUV';
  return fiction.includes(title.genre) ? 'FIC' : 'NFIC';
}

function typeOf(title: DemoTitle, copy: number, chance: number): ItemType {
  if (title.genre === 'dictionary') return 'reference';
  if (title.audience === 'child') return 'childrens';
  return copy > 1 && chance < 0.35 ? 'large-print' : 'book';
}

/** The copies of the titles, one to three each, in the order of the titles. The same seed gives the same copies. */
export function demoItems(titles: readonly DemoTitle[], seed: number): DemoItem[] {
  const random = seededRandom(seed);
  const items: DemoItem[] = [];
  for (const [titleIndex, title] of titles.entries()) {
    const chance = random();
    const copies = chance < 0.04 ? 3 : chance < 0.2 ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const itemType = typeOf(title, copy, random());
      items.push({
        titleIndex,
        copy,
        barcode: codabar14('item', demoInstitution, items.length + 1),
        callNumber: itemType === 'large-print' ? `LP ${title.callNumber}` : title.callNumber,
        itemType,
        location: title.audience === 'child' ? "Children's room" : 'Reading room',
        collection: collectionOf(title),
      });
    }
  }
  return items;
}
