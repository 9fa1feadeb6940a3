import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf } from '../../shared/backups/chain.ts';
import type { Protection } from '../../shared/backups/protection.ts';
import { classOf, lockModeOf, lockOf } from '../../shared/backups/rules.ts';
import type { Backup, ChainLink } from '../../shared/contracts/backups.ts';

interface Kept {
  readonly id: string;
  readonly kind: Backup['kind'];
  readonly class: Backup['class'];
  readonly state: 'kept';
  readonly exportTime: string;
  readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly chain?: readonly ChainLink[];
  readonly manifestVersionId: string;
  readonly manifestHash: string;
  readonly proof: { readonly passed: boolean };
  until: string;
}

const MINUTE = 60_000;
interface Step {
  /** Minutes since the backup before. */
  readonly after: number;
  /** Minutes the job took until it chose its lock. */
  readonly took: number;
  readonly passed: boolean;
  readonly protection: Protection;
}
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.constant(24 * 60), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 12 * 24 * 60 })),
  took: fc.integer({ min: 1, max: 36 * 60 }),
  passed: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  protection: fc.constantFrom<Protection>('production', 'production', 'production', 'trial'),
});

/** The backups of a life of a library, their locks chosen and moved as the job does it. */
const live = (steps: readonly Step[], each: (kept: readonly Kept[], made: Kept, moved: readonly Kept[]) => void) => {
  const kept: Kept[] = [];
  let now = Date.UTC(2026, 0, 1, 2, 15);
  for (const [index, { after, took, passed, protection }] of steps.entries()) {
    now += after * MINUTE;
    const at = new Date(now);
    const kind = classOf(at, kept);
    const lockMode = lockModeOf(protection);
    const plan = planOf({ at, class: kind, backups: kept, earliest: new Date(now - 35 * 24 * 60 * MINUTE), lockMode });
    const chainStart = new Date(plan.chainStart);
    const chosen = new Date(now + took * MINUTE);
    const until = lockOf({ class: kind, exportTime: at, chainStart, protection, now: chosen }).until.toISOString();
    const chain = plan.kind === 'incremental' ? plan.chain : undefined;
    const short = kept.filter(({ id, until: ends }) => chain?.some(({ backupId }) => backupId === id) && ends < until);
    for (const layer of short) layer.until = until;
    const made: Kept = {
      id: `B${index}`,
      kind: plan.kind,
      class: kind,
      state: 'kept',
      exportTime: at.toISOString(),
      lockMode,
      manifestVersionId: 'v',
      manifestHash: 'h',
      proof: { passed },
      until,
      ...(chain === undefined ? {} : { chain }),
    };
    kept.push(made);
    each(kept, made, short);
  }
};

describe('the locks of backups that build on each other', () => {
  it('never end before that of one that needs them', () => {
    let incremental = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
        live(steps, (kept) => {
          for (const copy of kept)
            for (const link of copy.chain ?? []) {
              incremental += 1;
              const needed = kept.find(({ id }) => id === link.backupId);
              expect((needed?.until ?? '') >= copy.until).toBe(true);
            }
        });
      }),
      { numRuns: 200 },
    );
    expect(incremental).toBeGreaterThan(1000);
  });

  it('reach that far from the first day in production: none is ever moved, and each holds for its days at least', () => {
    const days = { daily: 35, weekly: 84, monthly: 397 };
    const production = step.map((one): Step => ({ ...one, protection: 'production' }));
    fc.assert(
      fc.property(fc.array(production, { minLength: 2, maxLength: 40 }), (steps) => {
        live(steps, (_kept, made, moved) => {
          expect(moved).toEqual([]);
          const length = (Date.parse(made.until) - Date.parse(made.exportTime)) / (24 * 60 * MINUTE);
          expect(length).toBeGreaterThanOrEqual(days[made.class]);
        });
      }),
      { numRuns: 200 },
    );
  });
});
