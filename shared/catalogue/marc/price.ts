/** An amount as catalogues write it ("12.50", "$7,95", "1.234,00 €") in minor units, or undefined when it is none. */
export function parsePrice(text: string): number | undefined {
  const amount = /^\p{Sc}?\s*(?:[A-Z]{2,3})?\s*(\d[\d.,']*)\s*(?:\p{Sc}|[A-Z]{2,3})?$/u.exec(text.trim())?.[1];
  if (amount === undefined) return undefined;
  // The last separator is the decimal one if one or two digits follow it; all others group thousands.
  const found = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(amount);
  const whole = (found?.[1] ?? '').replace(/[.,']/g, '');
  if (!/^\d{1,9}$/.test(whole)) return undefined;
  return Number(whole) * 100 + Number((found?.[2] ?? '').padEnd(2, '0'));
}
