import { describe, expect, it } from 'vitest';
import { errorTable } from '../../../shared/contracts/errors.ts';
import { capabilities, type Operation } from '../../../shared/contracts/operation.ts';
import { operations } from '../../../shared/contracts/operations.ts';
import { permissionCourse, permissions, rolePermissions } from '../../../shared/contracts/permissions.ts';
import { Barcode, LocalDate } from '../../../shared/contracts/values.ts';

const rows: readonly Operation[] = operations;
const named = rows.map((row) => [row.id, row] as const);
const pathNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

describe('the operation table', () => {
  it('names every operation once, and every route once', () => {
    const routes = rows.map((row) => `${row.method} ${row.path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('has an operation for every permission and for every capability', () => {
    const used = new Set(
      rows.flatMap(({ who, others }) => [typeof who === 'object' ? who.permission : [], others ?? []].flat()),
    );
    expect([...used].sort()).toEqual([...permissions].sort());
    expect([...new Set(rows.map((row) => row.capability))].sort()).toEqual([...capabilities].sort());
  });

  it.each(named)('%s declares only errors of the table, each once', (_id, row) => {
    for (const code of row.errors) expect(Object.keys(errorTable)).toContain(code);
    expect(new Set(row.errors).size).toBe(row.errors.length);
  });

  it.each(named)('%s declares what its headers can be refused for', (_id, row) => {
    if (row.ifMatch === true) expect(row.errors).toContain('stale-version');
    if (row.idempotent === true) expect(row.errors).toContain('idempotency-reused');
    if (row.stepUp === true) expect(row.errors).toContain('step-up-needed');
  });

  it.each(named)('%s takes every name of its address as input', (_id, row) => {
    const input = 'shape' in row.input && typeof row.input.shape === 'object' ? Object.keys(row.input.shape ?? {}) : [];
    for (const name of pathNames(row.path)) expect(input).toContain(name);
  });

  it.each(named.filter(([, row]) => row.method === 'GET' && row.redirect !== true))(
    '%s, being a GET, changes nothing',
    (_id, row) => {
      expect(row.effect).toBe('read');
    },
  );

  it.each(named.filter(([, row]) => row.effect !== 'read' && row.redirect !== true))(
    '%s, a change, is held to a version, to a key, or is the same done twice',
    (id, row) => {
      const same = [
        'job.cancel',
        'session.end-all',
        'upload.part',
        'upload.parts',
        'upload.renew',
        'upload.cancel',
        'upload.complete',
      ];
      expect(row.ifMatch === true || row.idempotent === true || same.includes(id)).toBe(true);
    },
  );

  it.each(named.filter(([, row]) => typeof row.who === 'object'))(
    '%s, for staff, is on the console alone',
    (_id, row) => {
      expect(row.sites).toEqual(['console']);
    },
  );
});

describe('roles', () => {
  it('a manager may all that anybody may, a patron none of it, a clerk less than a cataloguer', () => {
    expect([...rolePermissions.manager].sort()).toEqual([...permissions].sort());
    expect(rolePermissions.patron).toEqual([]);
    expect(rolePermissions.cataloguer).toEqual(expect.arrayContaining([...rolePermissions.clerk]));
    expect(rolePermissions.cataloguer.length).toBeLessThan(permissions.length);
  });

  it('every permission has its course', () => {
    for (const permission of permissions) expect(permissionCourse[permission]).toMatch(/^\w+$/);
  });
});

describe('values', () => {
  it.each(['2026-02-28', '2028-02-29', '1999-12-31'])('%s is a day', (day) => {
    expect(LocalDate.safeParse(day).success).toBe(true);
  });
  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-4-1', 'tomorrow', ''])('"%s" is none', (day) => {
    expect(LocalDate.safeParse(day).success).toBe(false);
  });

  it.each([
    ['31234567890123', '31234567890123'],
    ['a31234567890123b', '31234567890123'],
    ['A31234567890123D', '31234567890123'],
    [' 3123 4567 8901 23\r\n', '31234567890123'],
    ['9780439023481', '9780439023481'],
    ['LIB-0042', 'LIB-0042'],
    ['abc123d', 'abc123d'],
  ])('the scan %j is the barcode %s', (scanned, barcode) => {
    expect(Barcode.parse(scanned)).toBe(barcode);
    expect(Barcode.parse(Barcode.parse(scanned))).toBe(barcode);
  });
  it.each(['', '   ', 'ünlesbar', 'x'.repeat(41)])('%j is no barcode', (scanned) => {
    expect(Barcode.safeParse(scanned).success).toBe(false);
  });
});
