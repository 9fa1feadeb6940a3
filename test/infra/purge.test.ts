import { describe, expect, it } from 'vitest';
import { decide } from '../../infra/local/recorder/decide.ts';
import { parsePolicy } from '../../infra/local/recorder/policy.ts';
import type { Role } from '../../infra/local/recorder/roles.ts';
import { library } from './support/library.ts';
import { functionOfRole, type Grant, grants } from './support/policies.ts';

const trial = library('trial');

/** A policy of the template with every reference as text, so that it can be asked. */
const flat = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value !== 'object' || value === null) return value;
  const [name] = Object.keys(value);
  if (name === 'Ref' || name?.startsWith('Fn::') === true) return JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, flat(inner)]));
};
const statementOf = ({ Sid, Effect, Action, Resource, Condition }: Grant) =>
  flat({
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });

const byRole = Map.groupBy(grants(trial), ({ role }) => role);
const roles = [...byRole].map(([name, given]): Role => {
  const statements = parsePolicy({ Statement: given.map(statementOf) }, name);
  return { name: functionOfRole(trial, name), arn: `arn:aws:iam::000000000000:role/${name}`, statements, tags: {} };
});
const tableOf = (name: string): string =>
  JSON.stringify({
    'Fn::ImportValue': `Data:ExportsOutputFnGetAtt${trial.one('AWS::DynamoDB::Table', `${name}Table`).id}Arn`,
  });
/** The resource as any statement of any role names this table. */
const named = (name: string): string => {
  const all = roles.flatMap(({ statements }) => statements.flatMap(({ Resource = [] }) => Resource));
  const found = all.find((one) => one.includes(`${name}Table`) && one.includes('Arn') && !one.includes('/'));
  return found ?? tableOf(name);
};
const mayDelete = (table: string, kind: string): string[] =>
  roles
    .filter((role) => {
      const context = { 'dynamodb:LeadingKeys': kind };
      return decide(role, [], { action: 'dynamodb:DeleteItem', resource: named(table), context }).effect === 'allow';
    })
    .map(({ name }) => name)
    .sort();

describe('deleting for good', () => {
  it.each(['HIST#', 'TITLE#', 'ITEM#', 'PATRON#', 'BRANCH#', 'STAFF#', 'LOAN#', 'BACKUP#', 'SETTINGS#', 'ACCESS#'])(
    'of %s is the right of the purge and of no other role',
    (kind) => {
      expect(mayDelete('Records', kind)).toEqual(['catalogue-purge']);
    },
  );

  it('is no other role’s, whatever the key is called, but for claims and locks that are given back', () => {
    const others = mayDelete('Records', 'ANYTHING#');
    expect(others).toEqual(['catalogue-purge']);
    expect(mayDelete('Records', 'BARCODE#').length).toBeGreaterThan(5);
  });

  it('of a person’s key is the right of the purge alone, and the library’s own key is nobody’s', () => {
    expect(mayDelete('PersonKeys', 'PERSON#')).toEqual(['catalogue-purge']);
    expect(mayDelete('PersonKeys', 'CLASS#')).toEqual([]);
  });

  it('of ledger entries is nobody’s right', () => {
    expect(mayDelete('Ledger', 'title#')).toEqual([]);
  });

  it('cannot be done to many at once, or to a whole table, by anybody but those who make tables of their own', () => {
    const verbs = ['dynamodb:BatchWriteItem', 'dynamodb:PartiQLDelete', 'dynamodb:DeleteTable'];
    for (const role of roles)
      for (const action of verbs)
        for (const table of ['Records', 'Ledger', 'PersonKeys']) {
          const asked = { action, resource: named(table), context: {} };
          expect([role.name, action, decide(role, [], asked).effect]).toEqual([role.name, action, 'not allowed']);
        }
  });

  it('is refused, too, where no key is told', () => {
    const asked = { action: 'dynamodb:DeleteItem', resource: named('Records'), context: {} };
    const allowed = roles.filter((role) => decide(role, [], asked).effect === 'allow').map(({ name }) => name);
    expect(allowed).toEqual(['catalogue-purge']);
  });
});
