import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barcodeKind,
  canUndo,
  daysOver,
  defaultPolicy,
  dueDate,
  renewalRefusal,
  resolvePolicy,
} from '../../../shared/circulation/rules.ts';
import type { LendingRule } from '../../../shared/contracts/library.ts';

const asked = { branch: 'MAIN', category: 'adult', itemType: 'book' } as const;
const any = { branch: '*', category: '*', itemType: '*' } as const;
/** Most particular first, as RULES 1 lists them. */
const patterns: readonly Pick<LendingRule, 'branch' | 'category' | 'itemType'>[] = [
  { branch: 'MAIN', category: 'adult', itemType: 'book' },
  { branch: 'MAIN', category: 'adult', itemType: '*' },
  { branch: 'MAIN', category: '*', itemType: 'book' },
  { branch: 'MAIN', category: '*', itemType: '*' },
  { branch: '*', category: 'adult', itemType: 'book' },
  { branch: '*', category: 'adult', itemType: '*' },
  { branch: '*', category: '*', itemType: 'book' },
  { branch: '*', category: '*', itemType: '*' },
];
const others: readonly LendingRule[] = [
  { branch: 'NORTH', category: '*', itemType: '*', loanDays: 99 },
  { branch: '*', category: 'child', itemType: '*', loanDays: 98 },
  { branch: '*', category: '*', itemType: 'media', loanDays: 97 },
];

describe('which lending rule wins', () => {
  it.each(patterns.map((pattern, at) => [at + 1, pattern] as const))('place %i of eight: %o', (place, pattern) => {
    const rules = patterns.slice(place - 1).map((row, at): LendingRule => ({ ...row, loanDays: place + at }));
    const policy = resolvePolicy([...others, ...rules.toReversed()], asked);
    expect(policy.loanDays).toBe(place);
    expect(policy.from['loanDays']).toBe(`${pattern.branch}·${pattern.category}·${pattern.itemType}`);
  });

  it('takes each value from its own rule: the length from one, the renewals from another, the rest from neither', () => {
    const policy = resolvePolicy(
      [
        { ...any, loanDays: 7, renewals: 5 },
        { ...any, itemType: 'book', loanDays: 14 },
      ],
      asked,
    );
    expect(policy).toEqual({
      ...defaultPolicy,
      loanDays: 14,
      renewals: 5,
      from: { loanDays: '*·*·book', renewals: '*·*·*', maxLoans: 'default', lendable: 'default' },
    });
  });

  it('holds 0 and "no" to be values, and what is left out to fall through', () => {
    const rules: LendingRule[] = [
      { ...any, branch: 'MAIN', renewals: 0, lendable: false },
      { ...any, renewals: 3, maxLoans: 0, lendable: true },
    ];
    expect(resolvePolicy(rules, asked)).toMatchObject({ renewals: 0, lendable: false, maxLoans: 0, loanDays: 21 });
  });

  it('says what won for every value, whatever the rules', () => {
    const Rule: fc.Arbitrary<LendingRule> = fc.record(
      {
        branch: fc.constantFrom('MAIN', 'NORTH', '*'),
        category: fc.constantFrom('adult' as const, 'child' as const, '*' as const),
        itemType: fc.constantFrom('book' as const, 'media' as const, '*' as const),
        loanDays: fc.integer({ min: 1, max: 365 }),
        renewals: fc.integer({ min: 0, max: 99 }),
      },
      { requiredKeys: ['branch', 'category', 'itemType'] },
    );
    fc.assert(
      fc.property(fc.array(Rule, { maxLength: 12 }), (rules) => {
        const policy = resolvePolicy(rules, asked);
        for (const name of ['loanDays', 'renewals'] as const) {
          const from = policy.from[name] ?? '';
          const winner = rules.find(
            (rule) => `${rule.branch}·${rule.category}·${rule.itemType}` === from && rule[name] !== undefined,
          );
          expect(policy[name]).toBe(from === 'default' ? defaultPolicy[name] : winner?.[name]);
        }
      }),
    );
  });
});

const open = [true, true, true, true, true, true, true];
const branch = (more: { zone?: string; openDays?: boolean[]; closures?: string[] } = {}) => ({
  zone: 'Europe/Berlin',
  openDays: open,
  closures: [],
  ...more,
});
const noSunday = [true, true, true, true, true, true, false];

describe('when a loan is due', () => {
  it.each([
    [
      'ends at 23:59 local time',
      '2026-01-05T10:00:00Z',
      21,
      branch(),
      undefined,
      '2026-01-26',
      '2026-01-26T22:59:00.000Z',
    ],
    [
      'counts from the day at the branch, not in UTC',
      '2026-01-05T23:30:00Z',
      1,
      branch(),
      undefined,
      '2026-01-07',
      '2026-01-07T22:59:00.000Z',
    ],
    [
      'goes to Monday when Sunday is closed',
      '2026-01-04T10:00:00Z',
      7,
      branch({ openDays: noSunday }),
      undefined,
      '2026-01-12',
      '2026-01-12T22:59:00.000Z',
    ],
    [
      'passes over closures one after the other',
      '2026-12-03T10:00:00Z',
      21,
      branch({ openDays: noSunday, closures: ['2026-12-24', '2026-12-25', '2026-12-26'] }),
      undefined,
      '2026-12-28',
      '2026-12-28T22:59:00.000Z',
    ],
    [
      'comes back to the last open day of the card',
      '2012-12-20T10:00:00Z',
      21,
      branch({ closures: ['2013-01-01'] }),
      '2013-01-01',
      '2012-12-31',
      '2012-12-31T22:59:00.000Z',
    ],
    [
      'is the card’s last day itself when that is open',
      '2026-01-05T10:00:00Z',
      21,
      branch(),
      '2026-01-10',
      '2026-01-10',
      '2026-01-10T22:59:00.000Z',
    ],
    [
      'does not pass the card when a closure would push it past',
      '2026-01-05T10:00:00Z',
      5,
      branch({ closures: ['2026-01-10'] }),
      '2026-01-10',
      '2026-01-09',
      '2026-01-09T22:59:00.000Z',
    ],
    [
      'is never before today, though the branch be closed',
      '2026-01-04T10:00:00Z',
      7,
      branch({ openDays: noSunday }),
      '2026-01-04',
      '2026-01-04',
      '2026-01-04T22:59:00.000Z',
    ],
    [
      'keeps 23:59 local over the change to summer time',
      '2026-02-15T08:15:00Z',
      21,
      branch({ zone: 'America/Chicago' }),
      undefined,
      '2026-03-08',
      '2026-03-09T04:59:00.000Z',
    ],
    [
      'keeps 23:59 local over the change to winter time',
      '2026-10-11T08:00:00Z',
      21,
      branch({ zone: 'America/Chicago' }),
      undefined,
      '2026-11-01',
      '2026-11-02T05:59:00.000Z',
    ],
    ['knows leap days', '2028-02-08T10:00:00Z', 21, branch(), undefined, '2028-02-29', '2028-02-29T22:59:00.000Z'],
    [
      'counts a Pacific day as its own',
      '2026-01-05T11:00:00Z',
      1,
      branch({ zone: 'Pacific/Kiritimati' }),
      undefined,
      '2026-01-07',
      '2026-01-07T09:59:00.000Z',
    ],
    [
      'leaves the day where a branch never opens',
      '2026-01-05T10:00:00Z',
      21,
      branch({ openDays: open.map(() => false) }),
      undefined,
      '2026-01-26',
      '2026-01-26T22:59:00.000Z',
    ],
  ])('%s', (_says, now, days, at, expires, date, instant) => {
    expect(dueDate(new Date(now), days, at, expires)).toEqual({ dueDate: date, dueAt: instant });
  });

  it('is an open day, not before today and not past the card, whenever there is such a day', () => {
    const Days = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
    const now = new Date('2026-05-05T10:00:00Z');
    const day = (n: number) => new Date(Date.UTC(2026, 4, 5 + n)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(
        Days,
        fc.array(fc.nat(40)),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(40),
        (openDays, closed, days, left) => {
          const at = branch({ openDays, closures: closed.map(day) });
          const due = dueDate(now, days, at, day(left)).dueDate;
          expect(due >= day(0) && due <= day(left)).toBe(true);
          const isOpen = (n: number) =>
            openDays[(new Date(Date.UTC(2026, 4, 5 + n)).getUTCDay() + 6) % 7] === true &&
            !at.closures.includes(day(n));
          const candidates = Array.from({ length: left + 1 }, (_, n) => n).filter(isOpen);
          if (candidates.length > 0) expect(candidates.map(day)).toContain(due);
        },
      ),
    );
  });
});

describe('days over', () => {
  it.each([
    ['2026-01-26T22:58:00Z', 0],
    ['2026-01-26T23:00:00Z', 1],
    ['2026-03-29T22:30:00Z', 63],
    ['2025-12-01T00:00:00Z', 0],
  ])('at %s a loan due on 26 January in Berlin is %i days over', (now, days) => {
    expect(daysOver('2026-01-26', new Date(now), 'Europe/Berlin')).toBe(days);
  });
});

describe('a renewal', () => {
  const fine = {
    returned: false,
    renewals: 1,
    limit: 2,
    oldDue: '2026-01-10',
    newDue: '2026-01-20',
    expired: false,
    blocked: false,
  };
  it.each([
    ['is allowed when nothing stands against it', {}, undefined],
    ['is refused of what came back', { returned: true, blocked: true }, 'loan-closed'],
    ['is refused while the card is blocked', { blocked: true, expired: true }, 'patron-blocked'],
    ['is refused when the card has run out', { expired: true, renewals: 2 }, 'patron-expired'],
    ['is refused at the limit', { renewals: 2, newDue: '2026-01-01' }, 'renewal-limit'],
    ['is refused when none are allowed', { renewals: 0, limit: 0 }, 'renewal-limit'],
    ['is refused when it would give no later date', { newDue: '2026-01-10' }, 'renewal-too-soon'],
    ['is refused when it would give an earlier date', { newDue: '2026-01-09' }, 'renewal-too-soon'],
  ])('%s', (_says, change, refused) => {
    expect(renewalRefusal({ ...fine, ...change })).toBe(refused);
  });
});

describe('undoing the last act', () => {
  const now = new Date('2026-01-10T12:00:00.000Z');
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  it.each([
    ['a check-out of just now', { lentAt: ago(1), renewals: 0 }, true],
    ['a check-out of a quarter of an hour ago', { lentAt: ago(15), renewals: 0 }, true],
    ['a check-out of longer ago', { lentAt: ago(16), renewals: 0 }, false],
    ['a renewed loan, however new', { lentAt: ago(5), renewals: 1 }, false],
    ['a return of just now of an old, renewed loan', { lentAt: ago(50_000), renewals: 2, returnedAt: ago(1) }, true],
    ['a return of an hour ago', { lentAt: ago(50_000), renewals: 0, returnedAt: ago(60) }, false],
  ])('%s: %o → %s', (_says, loan, can) => {
    expect(canUndo(loan, now)).toBe(can);
  });
});

describe('what an unknown barcode looks like', () => {
  it.each([
    ['21234567890123', 'patron'],
    ['31234567890123', 'item'],
    ['9780439023481', 'isbn'],
    ['9790060115615', 'isbn'],
    ['41234567890123', 'other'],
    ['2123', 'other'],
  ])('%s: %s', (barcode, kind) => {
    expect(barcodeKind(barcode)).toBe(kind);
  });
});
