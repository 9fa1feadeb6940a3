import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What axe finds wrong on the page as it stands, as readable lines. */
const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
};

/** Elements that make the page wider than its window: at 320 px (WCAG 1.4.10) nobody should scroll both ways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    return out.slice(-3).map((element) => `wider than ${clientWidth} px: ${element.outerHTML.slice(0, 120)}`);
  });

/** Everything wrong with the page at this width and in this language. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await violations(page)),
  ...(await tooWide(page)),
];
