import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { operations } from '../../../shared/contracts/operations.ts';
import { permissionCourse, permissions, Role, rolePermissions } from '../../../shared/contracts/permissions.ts';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { authorize, type Resource } from '../../../shared/kernel/authorize.ts';

const now = new Date('2026-03-10T12:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const hashes = ['request-a', 'request-b'] as const;
const branches = ['MAIN', 'NORTH'] as const;
const courses = [...new Set(Object.values(permissionCourse))];

type Ask = Pick<Operation, 'who' | 'effect' | 'sites' | 'stepUp'>;
const Who: fc.Arbitrary<Operation['who']> = fc.oneof(
  fc.constantFrom('public' as const, 'signed-in' as const, 'own' as const),
  fc.constantFrom(...permissions).map((permission) => ({ permission })),
);
const Ask: fc.Arbitrary<Ask> = fc.record(
  {
    who: Who,
    effect: fc.constantFrom('read' as const, 'write' as const, 'destructive' as const, 'export' as const),
    sites: fc.subarray(['console' as const, 'catalogue' as const], { minLength: 1 }),
    stepUp: fc.constant(true as const),
  },
  { requiredKeys: ['who', 'effect', 'sites'] },
);
const Person: fc.Arbitrary<Actor> = fc.record({
  personId: fc.constant('01J00000000000000000000000'),
  name: fc.constant('Ann'),
  kind: fc.constantFrom('staff' as const, 'patron' as const),
  role: fc.constantFrom(...Role.options),
  branches: fc.option(fc.subarray([...branches]), { nil: undefined }),
  certificates: fc.array(
    fc.record({
      course: fc.constantFrom(...courses),
      until: fc.constantFrom(-1, 0, 1, 3600).map((seconds) => at(seconds).toISOString()),
    }),
    { maxLength: 5 },
  ),
  leftAt: fc.option(
    fc.constantFrom(-1, 0, 60).map((seconds) => at(seconds).toISOString()),
    { nil: undefined },
  ),
  site: fc.constantFrom('console' as const, 'catalogue' as const),
  deviceClass: fc.constantFrom('own' as const, 'desk' as const, 'public' as const),
  authTime: fc.constantFrom(-3600, -121, -120, -1, 0, 1).map(at),
  freshFor: fc.option(fc.constantFrom(...hashes), { nil: undefined }),
});
const About: fc.Arbitrary<Resource> = fc.record({
  branch: fc.option(fc.constantFrom(...branches), { nil: undefined }),
  requestHash: fc.option(fc.constantFrom(...hashes), { nil: undefined }),
  records: fc.option(fc.constantFrom(0, 1, 25, 26, 1000), { nil: undefined }),
  approved: fc.option(fc.boolean(), { nil: undefined }),
  trainingRequired: fc.option(fc.boolean(), { nil: undefined }),
});

type Given = {
  readonly actor: Actor | undefined;
  readonly ask: Ask;
  readonly about: Resource;
};
const permissionOf = ({ ask }: Given) => (typeof ask.who === 'object' ? ask.who.permission : undefined);

/** Each condition of the table, written from its words and nothing else. */
const conditions: Readonly<Record<string, (given: Given) => boolean>> = {
  public: ({ ask }) => ask.who === 'public',
  guest: ({ actor }) => actor === undefined,
  'other-site': ({ actor, ask }) => actor !== undefined && !ask.sites.some((site) => site === actor.site),
  left: ({ actor }) => actor?.leftAt !== undefined && new Date(actor.leftAt) <= now,
  'any-person': ({ ask }) => ask.who === 'signed-in',
  'own-patron': ({ actor, ask }) => ask.who === 'own' && actor?.kind === 'patron',
  'own-other': ({ actor, ask }) => ask.who === 'own' && actor?.kind !== 'patron',
  patron: ({ actor, ask }) => typeof ask.who === 'object' && actor?.kind !== 'staff',
  'public-pc': ({ actor, ask }) => typeof ask.who === 'object' && actor?.deviceClass === 'public',
  role: (given) => {
    const permission = permissionOf(given);
    const { actor } = given;
    return permission !== undefined && (actor === undefined || !new Set(rolePermissions[actor.role]).has(permission));
  },
  branch: ({ actor, about }) =>
    actor?.branches !== undefined && about.branch !== undefined && !actor.branches.includes(about.branch),
  training: (given) => {
    const permission = permissionOf(given);
    if (permission === undefined || given.about.trainingRequired !== true) return false;
    const held = given.actor?.certificates.filter((each) => each.course === permissionCourse[permission]) ?? [];
    return !held.some((each) => new Date(each.until) > now);
  },
  'not-fresh': ({ actor, ask, about }) => {
    if (ask.stepUp !== true || actor === undefined) return false;
    const age = (now.getTime() - actor.authTime.getTime()) / 1000;
    return about.requestHash === undefined || actor.freshFor !== about.requestHash || age < 0 || age > 120;
  },
  'second-person': ({ ask, about }) =>
    (ask.effect === 'destructive' || ask.effect === 'export') && (about.records ?? 1) > 25 && about.approved !== true,
  'all-held': () => true,
};

const table = readFileSync(new URL('./authorize-table.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| line |'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', , then = '']) => ({ name, then }));

const decided = (given: Given): string => {
  const row = table.find(({ name }) => conditions[name]?.(given) === true);
  if (row === undefined) throw new Error('no line of the table decides');
  return row.then;
};
const said = (given: Given): string => {
  const decision = authorize(given.actor, given.ask, given.about, now);
  return decision.verdict === 'deny' ? `deny ${decision.code}` : decision.verdict;
};

const Given = fc.record({ actor: fc.option(Person, { nil: undefined, freq: 12 }), ask: Ask, about: About });
/** Somebody who passes the first lines, so that the last ones are reached often. */
const Insider = fc
  .tuple(Person, Ask, About, fc.constantFrom(...permissions))
  .map(([actor, ask, about, permission]) => ({
    actor: {
      ...actor,
      kind: 'staff' as const,
      role: 'manager' as const,
      leftAt: undefined,
      site: 'console' as const,
      deviceClass: 'desk' as const,
    },
    ask: { ...ask, who: { permission }, sites: ['console' as const] },
    about,
  }));

describe('may this person do this, to this, now?', () => {
  it('the test knows every line of the table, and the table every line of the test', () => {
    expect(table.map((row) => row.name)).toEqual(Object.keys(conditions));
  });

  it('the answer is the table’s, for every combination', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(Given, Insider), (given) => {
        const row = table.find(({ name }) => conditions[name]?.(given) === true);
        reached.add(row?.name ?? '');
        expect(said(given)).toBe(decided(given));
      }),
      { numRuns: 20_000 },
    );
    expect([...reached].sort()).toEqual(table.map((row) => row.name).sort());
  });

  it('no combination allows what needs a permission to somebody whose role lacks it', () => {
    fc.assert(
      fc.property(Person, Ask, About, (actor, ask, about) => {
        fc.pre(typeof ask.who === 'object' && !rolePermissions[actor.role].includes(ask.who.permission));
        expect(authorize(actor, ask, about, now).verdict).toBe('deny');
      }),
      { numRuns: 2000 },
    );
  });

  it.each(operations.map((row) => [row.id, row] as const))(
    'a patron does nothing of staff’s: %s',
    (_id, row: Operation) => {
      const patron: Actor = {
        personId: '01J00000000000000000000000',
        kind: 'patron',
        role: 'patron',
        name: '',
        certificates: [],
        site: 'catalogue',
        deviceClass: 'own',
        authTime: now,
      };
      const { verdict } = authorize(patron, row, {}, now);
      const isOpen =
        row.who === 'public' ||
        (row.who !== undefined && typeof row.who === 'string' && row.sites.includes('catalogue'));
      expect(verdict).toBe(isOpen ? 'allow' : 'deny');
    },
  );
});
