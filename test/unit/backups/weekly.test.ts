import { describe, expect, it } from 'vitest';
import { agesOf } from '../../../shared/backups/ages.ts';
import { healthOf } from '../../../shared/backups/health.ts';
import type { HealthFacts } from '../../../shared/backups/health-facts.ts';
import { letterOf } from '../../../shared/backups/weekly/letter.ts';
import { MOST_ATTEMPTS, mayTry, weekOf } from '../../../shared/backups/weekly/mail-store.ts';
import { catalogueFor } from '../../../shared/contracts/messages/choose.ts';

const now = new Date('2026-11-23T06:00:00.000Z');
const facts: HealthFacts = { backups: [], running: false, mode: 'production', now, zone: 'Europe/Berlin' };
const letter = (more: { language?: string; library?: string } = {}) =>
  letterOf({
    health: healthOf(facts),
    library: more.library ?? 'Test Library',
    name: 'Maria',
    console: 'https://console.example.org',
    zone: 'Europe/Berlin',
    now,
    catalogue: catalogueFor(more.language ?? 'en'),
  });

describe('the weekly letter', () => {
  it('says in its subject whether to open it', () => {
    expect(letter().subject).toBe('Test Library: act now, the copies are not safe, 23 November');
  });

  it('says the sentence of the home page, what to do, where the copies are, and where to look', () => {
    const { text } = letter();
    expect(text).toContain('There is no backup copy yet. If this library were lost now, it could not be got back.');
    expect(text).toContain('→ Back up now.');
    expect(text).toContain('– Backup copies (Missing): No backup copy yet.');
    expect(text).toContain('https://console.example.org/safety');
    expect(text).not.toMatch(/undefined|NaN|[{}]/);
  });

  it('says the same as a page, which loads nothing and runs nothing', () => {
    const { html } = letter();
    expect(html).toContain('There is no backup copy yet.');
    expect(html).toContain('<html lang="en-GB" dir="ltr">');
    expect(html).not.toMatch(/<(img|script|link|iframe)|src=|url\(/);
  });

  it('writes the name of the library as text, whatever it is', () => {
    const { html, subject } = letter({ library: '<b>Q&A</b>' });
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;b&gt;Q&amp;A&lt;/b&gt;');
    expect(subject).toContain('<b>Q&A</b>');
  });

  it('runs the other way in a language that does, and is English where there is none yet', () => {
    expect(letter({ language: 'ar-XB' }).html).toContain('dir="rtl"');
    expect(letter({ language: 'de' }).subject).toBe(letter().subject);
    expect(letter({ language: 'en-US' }).subject).toBe(letter().subject);
  });
});

describe('the week of a mail', () => {
  it.each([
    ['2026-11-23T00:00:00Z', '2026-11-23'],
    ['2026-11-23T06:00:00Z', '2026-11-23'],
    ['2026-11-29T23:59:59Z', '2026-11-23'],
    ['2026-11-30T00:00:00Z', '2026-11-30'],
    ['2027-01-01T06:00:00Z', '2026-12-28'],
  ])('%s is that of %s', (at, week) => {
    expect(weekOf(new Date(at))).toBe(week);
  });

  const mail = { attempts: 1, claimedUntil: '2026-11-23T05:59:00.000Z', expires: 1 };
  it.each([
    ['nobody tried', undefined, 'try'],
    ['it failed, and nobody has it in hand', mail, 'try'],
    ['another call has it in hand', { ...mail, claimedUntil: '2026-11-23T06:01:00.000Z' }, 'in-hand'],
    ['it was sent', { ...mail, sentAt: '2026-11-23T05:59:00.000Z' }, 'sent'],
    ['it failed too often', { ...mail, attempts: MOST_ATTEMPTS }, 'given-up'],
  ] as const)('when %s: %s', (_name, before, expected) => {
    expect(mayTry(before, now)).toBe(expected);
  });
});

describe('what the alarms measure', () => {
  it('counts from the founding what never was', () => {
    expect(agesOf(facts, '2026-11-21T06:00:00.000Z')).toEqual({ BackupAge: 48, ProofAge: 48 });
    expect(agesOf({ ...facts, offsite: {} }, '2026-11-21T06:00:00.000Z').OffsiteAge).toBe(48);
  });
  it('measures locks in days that are left, and an ended one as none', () => {
    expect(agesOf({ ...facts, vaultLockUntil: '2026-12-23T06:00:00.000Z' }, now.toISOString()).VaultLockDays).toBe(30);
    expect(agesOf({ ...facts, vaultLockUntil: '2026-11-22T06:00:00.000Z' }, now.toISOString()).VaultLockDays).toBe(0);
  });
});
