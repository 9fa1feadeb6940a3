import { careTexts } from './texts/care.ts';
import { dayTexts } from './texts/day.ts';
import { houseTexts } from './texts/house.ts';

/** Every text of the console. */
export const consoleTexts = { ...dayTexts, ...careTexts, ...houseTexts } as const;
