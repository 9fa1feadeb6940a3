import type { Page } from 'playwright-core';

/** A scanner types wherever the focus is, and ends with Enter. */
export const scan = async (page: Page, barcode: string): Promise<void> => {
  await page.keyboard.type(barcode);
  await page.keyboard.press('Enter');
};
