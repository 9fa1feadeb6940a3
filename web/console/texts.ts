import { healthTexts } from './safety/texts.ts';
import { takeHomeTexts } from './take-home/texts.ts';
import { binTexts } from './texts/bin.ts';
import { careTexts } from './texts/care.ts';
import { dayTexts } from './texts/day.ts';
import { houseTexts } from './texts/house.ts';
import { recoveryTexts } from './texts/recovery.ts';
import { recoveryFieldTexts } from './texts/recovery-fields.ts';

/** Every text of the console. */
export const consoleTexts = {
  ...dayTexts,
  ...careTexts,
  ...houseTexts,
  ...binTexts,
  ...recoveryTexts,
  ...takeHomeTexts,
  ...healthTexts,
  recoveryField: recoveryFieldTexts,
} as const;
