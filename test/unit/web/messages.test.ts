import { describe, expect, it } from 'vitest';
import { DamageKind } from '../../../shared/contracts/backups.ts';
import { errorTable } from '../../../shared/contracts/errors.ts';
import { CopyCode, CopyPlace, ReminderCode, SafetyCode } from '../../../shared/contracts/health.ts';
import { JobKind, JobState } from '../../../shared/contracts/jobs.ts';
import { english } from '../../../shared/contracts/messages/en.ts';
import { pseudoCatalogue } from '../../../shared/contracts/messages/pseudo.ts';
import { type Catalogue, nextStep, sentence } from '../../../shared/contracts/messages/sentence.ts';
import { paramsOf, parseTemplate } from '../../../shared/contracts/messages/template.ts';
import { permissions, Role } from '../../../shared/contracts/permissions.ts';
import { eventTypes } from '../../../shared/contracts/record.ts';

const reading = { now: Date.parse('2026-03-10T12:00:00Z'), zone: 'Europe/Warsaw' };
const books: Catalogue = {
  locale: 'en-GB',
  messages: {
    'books.lent': { text: '{count, plural, one {# book} other {# books}} lent to {name}' },
    'copy.made': { text: ['Made {at, moment}, kept until {until, date}', 'Made some time ago'] },
  },
  unknown: { text: 'No sentence for "{code}" yet', next: 'Ask' },
};

describe('a sentence from a code', () => {
  it('chooses the plural form of the number and writes the number as people do', () => {
    expect(sentence(books, 'books.lent', { count: 1, name: 'Ann' }, reading)).toBe('1 book lent to Ann');
    expect(sentence(books, 'books.lent', { count: 48_210, name: 'Ann' }, reading)).toBe('48,210 books lent to Ann');
  });

  it('says dates the way people say them, in the zone of the reader', () => {
    const params = { at: '2026-03-09T22:30:00.000Z', until: '2027-01-12' };
    expect(sentence(books, 'copy.made', params, reading)).toBe('Made yesterday 23:30, kept until 12 January 2027');
  });

  it('gives way to a plainer wording when a param is missing', () => {
    expect(sentence(books, 'copy.made', { at: '2026-03-09T22:30:00.000Z' }, reading)).toBe('Made some time ago');
  });

  it('never shows an unknown code alone', () => {
    expect(sentence(books, 'something.new', {}, reading)).toBe('No sentence for "something.new" yet');
    expect(sentence(books, 'toString', {}, reading)).toBe('No sentence for "toString" yet');
  });

  it('keeps a title that runs the other way apart from the words around it', () => {
    expect(sentence(books, 'books.lent', { count: 1, name: 'أمل' }, reading)).toBe('1 book lent to \u2068أمل\u2069');
  });

  it('chooses a wording by a value', () => {
    const params = {
      kind: 'rebuilt',
      at: '2026-03-08T08:00:00.000Z',
      copyOf: '2026-03-07T01:00:00.000Z',
      records: 48_210,
      seconds: 660,
    };
    expect(sentence(english, 'safety.proved', { ...params, retainUntil: '2027-01-12' }, reading)).toBe(
      'On Sunday we rebuilt the whole library from Saturday’s copy in 11 minutes. All 48,210 records matched. Nobody, not even us, can delete this copy before 12 January 2027.',
    );
    expect(sentence(english, 'safety.proved', { ...params, kind: 'read-back' }, reading)).toBe(
      'On Sunday we read back Saturday’s copy in 11 minutes. All 48,210 records matched.',
    );
  });

  it.each([
    ['2026-03-10T00:10:00.000Z', 'Today, in 40 seconds'],
    ['2026-03-09T22:30:00.000Z', 'Yesterday, in 40 seconds'],
    ['2026-03-04T12:00:00.000Z', 'On Wednesday, in 40 seconds'],
    ['2026-03-03T12:00:00.000Z', 'On 3 March, in 40 seconds'],
    ['2025-03-10T12:00:00.000Z', 'On 10 March 2025, in 40 seconds'],
    ['2026-03-11T12:00:00.000Z', 'On 11 March, in 40 seconds'],
  ])('names the day of %s as people do', (at, said) => {
    const made: Catalogue = {
      ...books,
      messages: {
        made: {
          text: '{at, day, today {Today} yesterday {Yesterday} week {On {at, weekday}} other {On {at, dayMonth}}}, in {seconds, duration}',
        },
      },
    };
    expect(sentence(made, 'made', { at, seconds: 40 }, reading)).toBe(said);
  });

  it.each([
    [0.2, '1 second'],
    [89, '89 seconds'],
    [90, '2 minutes'],
    [660, '11 minutes'],
    [5400, '2 hours'],
  ])('says %s seconds as people do', (seconds, said) => {
    const made: Catalogue = { ...books, messages: { took: { text: '{seconds, duration}' } } };
    expect(sentence(made, 'took', { seconds }, reading)).toBe(said);
  });

  it('does not run what a param brings as a template', () => {
    expect(sentence(books, 'books.lent', { count: 2, name: '{count}' }, reading)).toBe('2 books lent to {count}');
  });

  it.each(['{', '{count, plural, one {a}}', '{a, shout}', '{count, plural, other {a}'])(
    'refuses the broken template %s',
    (template) => {
      expect(() => parseTemplate(template)).toThrow(SyntaxError);
    },
  );

  it('knows which params a template needs, inside plurals too', () => {
    expect([...paramsOf(parseTemplate('{a} {n, plural, other {# {b}}}'))].sort()).toEqual(['a', 'b', 'n']);
  });
});

const codes = [
  ...Object.keys(errorTable),
  ...eventTypes,
  ...SafetyCode.options,
  ...ReminderCode.options,
  ...CopyCode.options,
  ...CopyPlace.options.map((place) => `place.${place}`),
  ...DamageKind.options.map((kind) => `damage.${kind}`),
  ...JobKind.options.map((kind) => `job.kind.${kind}`),
  ...JobState.options.map((state) => `job.state.${state}`),
  ...permissions.map((permission) => `may.${permission}`),
  ...Role.options.map((role) => `role.${role}`),
];

describe('the English catalogue', () => {
  it.each(codes)('has a sentence for %s', (code) => {
    expect(english.messages[code]?.text).toBeTruthy();
  });

  it.each(Object.keys(errorTable))('names the next step after %s', (code) => {
    expect(nextStep(english, code, {}, reading)).toMatch(/\p{L}/u);
  });

  it('parses in every template, and the last choice never needs a param', () => {
    for (const [code, message] of Object.entries(english.messages)) {
      const choices = [message.text, message.next ?? []].flat();
      for (const choice of choices) expect(() => parseTemplate(choice), code).not.toThrow();
      if (Array.isArray(message.text))
        expect(paramsOf(parseTemplate(message.text.at(-1) ?? '')).size, code).toBeLessThanOrEqual(1);
    }
  });
});

describe('the right-to-left pseudo-locale', () => {
  const pseudo = pseudoCatalogue(english);

  it('keeps every param and makes the words longer', () => {
    const params = { barcode: '3000001' };
    const plain = sentence(english, 'barcode-unknown', params, reading);
    const made = sentence(pseudo, 'barcode-unknown', params, reading);
    expect(made).toContain('3000001');
    expect(made.length).toBeGreaterThan(plain.length * 1.2);
    expect(made.startsWith('\u200f')).toBe(true);
  });

  it('still parses in every template', () => {
    for (const [code, message] of Object.entries(pseudo.messages))
      for (const choice of [message.text, message.next ?? []].flat())
        expect(() => parseTemplate(choice), code).not.toThrow();
  });

  it('keeps plurals working', () => {
    const made = sentence(pseudo, 'loan-limit', { limit: 3 }, reading);
    expect(made).toContain('3 ');
    expect(made).not.toContain('{');
    expect(made).not.toContain('}');
  });
});
