import { takeHomeTexts } from './take-home/texts.ts';
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
  ...recoveryTexts,
  ...takeHomeTexts,
  recoveryField: recoveryFieldTexts,
} as const;
