import { isDeepStrictEqual } from 'node:util';

/**
 * Event patterns of EventBridge.
 * Source: "Comparison operators for use in event patterns", EventBridge user guide.
 */
export type Matches = (event: unknown) => boolean;

type Test = (value: unknown, present: boolean) => boolean;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textTest(argument: unknown, name: string, holds: (value: string, argument: string) => boolean): Test {
  if (typeof argument === 'string') return (value) => typeof value === 'string' && holds(value, argument);
  if (isObject(argument) && typeof argument['equals-ignore-case'] === 'string') {
    const lower = argument['equals-ignore-case'].toLowerCase();
    return (value) => typeof value === 'string' && holds(value.toLowerCase(), lower);
  }
  throw new Error(`The local EventBridge does not know this ${name}: ${JSON.stringify(argument)}`);
}

const comparisons: Readonly<Record<string, (value: number, than: number) => boolean>> = {
  '=': (value, than) => value === than,
  '<': (value, than) => value < than,
  '<=': (value, than) => value <= than,
  '>': (value, than) => value > than,
  '>=': (value, than) => value >= than,
};

function numeric(argument: unknown): Test {
  if (!Array.isArray(argument) || argument.length % 2 !== 0) throw new Error('A numeric pattern is a list of pairs.');
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < argument.length; i += 2) {
    const compare = comparisons[String(argument[i])];
    const than: unknown = argument[i + 1];
    if (!compare || typeof than !== 'number')
      throw new Error(`A numeric pattern cannot be ${JSON.stringify(argument)}.`);
    tests.push((value) => compare(value, than));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function anythingBut(argument: unknown): Test {
  const inner = isObject(argument) ? operator(argument) : anyOf(Array.isArray(argument) ? argument : [argument]);
  return (value, present) => present && !inner(value, present);
}

function wildcard(argument: unknown): Test {
  const source = String(argument)
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${source.join('.*')}$`, 's');
  return (value) => typeof value === 'string' && pattern.test(value);
}

function operator(pattern: Record<string, unknown>): Test {
  const [[name, argument] = ['', undefined], ...more] = Object.entries(pattern);
  if (more.length > 0) throw new Error(`A pattern has one operator: ${JSON.stringify(pattern)}`);
  switch (name) {
    case 'prefix':
      return textTest(argument, name, (value, start) => value.startsWith(start));
    case 'suffix':
      return textTest(argument, name, (value, end) => value.endsWith(end));
    case 'equals-ignore-case':
      return textTest({ 'equals-ignore-case': argument }, name, (value, other) => value === other);
    case 'anything-but':
      return anythingBut(argument);
    case 'numeric':
      return numeric(argument);
    case 'wildcard':
      return wildcard(argument);
    case 'exists':
      return (_value, present) => present === (argument === true);
    default:
      throw new Error(`The local EventBridge does not know the operator ${name}.`);
  }
}

function anyOf(patterns: readonly unknown[]): Test {
  const tests = patterns.map((pattern): Test => {
    if (isObject(pattern)) return operator(pattern);
    return (value, present) => present && isDeepStrictEqual(value, pattern);
  });
  return (value, present) => tests.some((test) => test(value, present));
}

/** Compiles a pattern. @throws for an operator that is not known here */
export function compilePattern(pattern: unknown): Matches {
  if (!isObject(pattern)) throw new Error('An event pattern is an object.');
  const parts = Object.entries(pattern).map(([name, part]): Matches => {
    if (name === '$or') throw new Error('The local EventBridge does not know the operator $or.');
    if (Array.isArray(part)) {
      const test = anyOf(part);
      return (event) => {
        const present = isObject(event) && Object.hasOwn(event, name);
        const value = present ? event[name] : undefined;
        // A list in the event matches when any of its members does.
        return Array.isArray(value) ? value.some((member) => test(member, true)) : test(value, present);
      };
    }
    const inner = compilePattern(part);
    return (event) => inner(isObject(event) ? event[name] : undefined);
  });
  return (event) => parts.every((matches) => matches(event));
}
