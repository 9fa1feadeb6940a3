import { describe, expect, it } from 'vitest';
import { isLost } from '../../../shared/jobs/rules.ts';

const now = new Date('2026-03-11T12:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();

describe('whether a job is lost', () => {
  it.each([
    ['leased still', { leaseUntil: ago(-10), updatedAt: ago(3600) }, false],
    ['its lease lapsed a moment ago', { leaseUntil: ago(30), updatedAt: ago(120) }, false],
    ['its lease lapsed half a minute ago', { leaseUntil: ago(31), updatedAt: ago(120) }, true],
    ['waiting for the longest a queue can hold it', { updatedAt: ago(900) }, false],
    ['waiting for longer than that', { updatedAt: ago(1201) }, true],
  ])('%s', (_name, progress, expected) => {
    expect(isLost(progress, now)).toBe(expected);
  });
});
