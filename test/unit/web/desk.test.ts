import { describe, expect, it } from 'vitest';
import { operations } from '../../../shared/contracts/operations.ts';
import { type Call, createDesk } from '../../../web/console/desk/desk.ts';
import { makeClient } from '../../../web/shared/api/client.ts';
import { ProblemError } from '../../../web/shared/api/problem.ts';

const id = (n: number) => `01J${String(n).padStart(23, '0')}`;
const at = '2026-03-10T12:00:00.000Z';
const loan = (barcode: string) => ({
  loanId: id(Number(barcode)),
  version: 1,
  itemId: id(2),
  titleId: id(3),
  title: 'Emma',
  barcode,
  lentAt: at,
  dueAt: at,
  dueDate: '2026-03-31',
  zone: 'UTC',
  overdue: false,
  renewals: 0,
  renewalsLeft: 2,
});
const patron = {
  patronId: id(9),
  version: 1,
  name: 'Amira',
  card: '2001',
  category: 'adult' as const,
  expires: '2027-01-01',
  blocked: false,
  loans: 0,
  updatedAt: at,
};

/** A library in one variable: cards begin with 2, copies with 3. Answers by address, as the real one does. */
const library = () => {
  const asked: { path: string; barcode: unknown; key: string | null }[] = [];
  let failNext: ProblemError | undefined;
  const answer = (path: string, body: Record<string, unknown>): unknown => {
    const barcode = String(body['barcode'] ?? '');
    if (path === '/api/desk/scan')
      return barcode.startsWith('2')
        ? { kind: 'patron', patron, loans: [] }
        : { kind: 'unknown', barcode, looksLike: 'other' };
    if (!path.endsWith('/undo') && !barcode.startsWith('3'))
      throw new ProblemError('barcode-unknown', 404, { barcode });
    if (path === '/api/loans') return { loan: loan(barcode), loansNow: 1, maxLoans: 12 };
    if (path === '/api/returns')
      return {
        loan: loan(barcode),
        wasOverdue: false,
        daysOver: 0,
        borrower: { patronId: id(9), name: 'Amira', card: '2001' },
      };
    return { loan: loan('31'), undone: 'check-out' };
  };
  const fetchLike = async (path: string, init: { body?: string; headers: Record<string, string> }) => {
    const body: Record<string, unknown> = JSON.parse(init.body ?? '{}');
    asked.push({ path, barcode: body['barcode'], key: init.headers['idempotency-key'] ?? null });
    if (failNext !== undefined) {
      const failure = failNext;
      failNext = undefined;
      throw failure;
    }
    try {
      return new Response(JSON.stringify(answer(path, body)));
    } catch (error) {
      if (error instanceof ProblemError)
        return new Response(JSON.stringify({ code: error.code, params: error.params }), { status: error.status });
      throw error;
    }
  };
  return {
    asked,
    lose: () => {
      failNext = new ProblemError('offline', 0);
    },
    fetchLike,
  };
};

const deskOf = (lib: ReturnType<typeof library>) => {
  Object.defineProperty(globalThis, 'fetch', { configurable: true, writable: true, value: lib.fetchLike });
  const call: Call = makeClient(operations);
  let keys = 0;
  return createDesk(call, () => {
    keys += 1;
    return `key-${String(keys).padStart(16, '0')}`;
  });
};

describe('the desk', () => {
  it('lends what is scanned after a card', async () => {
    const desk = deskOf(library());
    await desk.scan('2001');
    await desk.scan('31');
    expect(desk.get().patron?.name).toBe('Amira');
    expect(desk.get().entries[0]?.outcome.kind).toBe('lent');
    expect(desk.get().loans.map((one) => one.barcode)).toEqual(['31']);
  });

  it('answers scans in the order they came, however fast', async () => {
    const lib = library();
    const desk = deskOf(lib);
    void desk.scan('2001');
    void desk.scan('31');
    await desk.scan('32');
    expect(lib.asked.map(({ path, barcode }) => [path, barcode])).toEqual([
      ['/api/desk/scan', '2001'],
      ['/api/loans', '31'],
      ['/api/loans', '32'],
    ]);
    expect(desk.get().waiting).toBe(0);
  });

  it('takes another card in between as the next patron, in either mode', async () => {
    const desk = deskOf(library());
    desk.setMode('return');
    await desk.scan('2001');
    expect(desk.get()).toMatchObject({ mode: 'lend', patron: { name: 'Amira' } });
    await desk.scan('2002');
    expect(desk.get().entries[0]?.outcome.kind).toBe('patron');
  });

  it('only looks at a copy when no card was scanned', async () => {
    const lib = library();
    const desk = deskOf(lib);
    await desk.scan('31');
    expect(lib.asked[0]?.path).toBe('/api/desk/scan');
  });

  it('asks again with the same key when the answer was lost, so nothing is lent twice', async () => {
    const lib = library();
    const desk = deskOf(lib);
    await desk.scan('2001');
    lib.lose();
    await desk.scan('31');
    const [first, second] = lib.asked.filter(({ path }) => path === '/api/loans');
    expect(first?.key).toBe(second?.key);
    expect(desk.get().entries[0]?.outcome.kind).toBe('lent');
  });

  it('undoes the last return, naming whose it was', async () => {
    const lib = library();
    const desk = deskOf(lib);
    desk.setMode('return');
    await desk.scan('31');
    expect(desk.canUndo()).toBe(true);
    await desk.undo();
    expect(desk.get().entries[0]?.outcome.kind).toBe('undone');
    expect(desk.canUndo()).toBe(false);
  });

  it('understands command barcodes of a desk without a keyboard', async () => {
    const lib = library();
    const desk = deskOf(lib);
    await desk.scan('2001');
    await desk.scan('*return*');
    expect(desk.get().mode).toBe('return');
    await desk.scan('*DONE*');
    expect(desk.get().patron).toBeUndefined();
    expect(lib.asked).toHaveLength(1);
  });

  it('keeps the last ten', async () => {
    const desk = deskOf(library());
    await desk.scan('2001');
    for (let n = 0; n < 12; n += 1) await desk.scan(`3${n}`);
    expect(desk.get().entries).toHaveLength(10);
    expect(desk.get().entries[0]?.barcode).toBe('311');
  });
});
