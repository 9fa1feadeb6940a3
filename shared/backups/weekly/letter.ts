import type { Letter } from '../../aws/mail.ts';
import type { CopyLine, SafetyHealth } from '../../contracts/health.ts';
import { runsRightToLeft } from '../../contracts/messages/choose.ts';
import { type Catalogue, type MessageParams, nextStep, sentence } from '../../contracts/messages/sentence.ts';

export interface LetterFacts {
  readonly health: SafetyHealth;
  readonly library: string;
  /** Whom it greets. */
  readonly name: string;
  /** The address of the console, without a path. */
  readonly console: string;
  readonly zone: string;
  readonly now: Date;
  readonly catalogue: Catalogue;
}

interface Part {
  readonly text: string;
  readonly next?: string | undefined;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

const edge = { green: '#2b6139', amber: '#7a4d00', red: '#9d2318' } as const;
const signs: Readonly<Record<CopyLine['state'], string>> = { good: '✓', look: '!', missing: '–' };

/**
 * The weekly letter: the sentence of the home page, what else there is to do, and where the copies are.
 * Days are named by their date: nobody knows when it is read. Nothing in it is loaded from anywhere.
 */
export const letterOf = (facts: LetterFacts): Letter => {
  const { health, library, name, zone, catalogue } = facts;
  // No day is "yesterday" from there.
  const reading = { now: facts.now.getTime() + 2 * 7 * 86_400_000, zone };
  const at = facts.now.toISOString();
  const say = (code: string, params: MessageParams): string => sentence(catalogue, code, params, reading);
  const part = ({ code, params }: { readonly code: string; readonly params: MessageParams }): Part => ({
    text: say(code, params),
    next: nextStep(catalogue, code, params, reading),
  });

  const subject = say('mail.weekly.subject', { library, colour: health.colour, at });
  const greeting = say('mail.weekly.greeting', { name });
  const heading = say('mail.weekly.heading', { at });
  const main = part(health);
  const more = [...health.others, ...health.reminders].map(part);
  const copies = health.copies.map((copy) => ({
    ...part(copy),
    sign: signs[copy.state],
    state: `${say(`place.${copy.place}`, {})} (${say(`mail.weekly.state.${copy.state}`, {})})`,
  }));
  const also = say('mail.weekly.also', {});
  const where = say('mail.weekly.copies', {});
  const see = say('mail.weekly.see', {});
  const why = say('mail.weekly.why', { library });
  const url = `${facts.console}/safety`;

  const lines = ({ text, next }: Part): string => (next === undefined ? text : `${text}\n  → ${next}`);
  const text = [
    greeting,
    heading,
    lines(main),
    ...(more.length === 0 ? [] : [`${also}\n${more.map((one) => `* ${lines(one)}`).join('\n')}`]),
    `${where}\n${copies.map((one) => `${one.sign} ${one.state}: ${lines(one)}`).join('\n')}`,
    `${see} ${url}`,
    why,
  ].join('\n\n');

  const html = (one: Part): string =>
    `${escaped(one.text)}${one.next === undefined ? '' : `<br><strong>→ ${escaped(one.next)}</strong>`}`;
  const rtl = runsRightToLeft(catalogue.locale);
  const side = rtl ? 'right' : 'left';
  const body = [
    `<p>${escaped(greeting)}</p>`,
    `<h1 style="font-size:18px">${escaped(heading)}</h1>`,
    `<p style="border-${side}:5px solid ${edge[health.colour]};padding:8px 14px;font-size:18px">${html(main)}</p>`,
    ...(more.length === 0
      ? []
      : [
          `<h2 style="font-size:16px">${escaped(also)}</h2><ul>${more.map((one) => `<li>${html(one)}</li>`).join('')}</ul>`,
        ]),
    `<h2 style="font-size:16px">${escaped(where)}</h2>`,
    `<ul style="list-style:none;padding:0">${copies
      .map((one) => `<li style="margin:6px 0">${one.sign} <strong>${escaped(one.state)}:</strong> ${html(one)}</li>`)
      .join('')}</ul>`,
    `<p>${escaped(see)} <a href="${escaped(url)}">${escaped(url)}</a></p>`,
    `<p style="color:#645850;font-size:14px">${escaped(why)}</p>`,
  ].join('\n');
  const page = `<!doctype html>
<html lang="${catalogue.locale}" dir="${rtl ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font-family:Georgia,serif;font-size:16px;line-height:1.5;color:#2a2320;max-width:640px;margin:0 auto;padding:16px">
${body}
</body></html>`;
  return { subject, text: `${text}\n`, html: page };
};
