import type { Stack } from './assembly.ts';

/** What intrinsic functions of one stack are answered from. */
export interface Scope {
  readonly stack: Stack;
  readonly ref: (logicalId: string) => unknown;
  readonly attribute: (logicalId: string, name: string) => unknown;
  readonly parameter: (name: string) => unknown;
  readonly pseudo: (name: string) => string | undefined;
  readonly imported: (name: string) => unknown;
}

/** The value of `AWS::NoValue`: the property is left out. */
const NOTHING = Symbol('nothing');

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} needs a text, not ${JSON.stringify(value)}`);
}

function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${where} needs a list, not ${JSON.stringify(value)}`);
}

function refer(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NOTHING;
  const pseudo = scope.pseudo(name);
  if (pseudo !== undefined) return pseudo;
  return name in scope.stack.template.Parameters ? scope.parameter(name) : scope.ref(name);
}

function substitute(input: unknown, scope: Scope): string {
  const [pattern, given] = Array.isArray(input) ? input : [input, {}];
  const local = isObject(given) ? given : {};
  return text(pattern, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (whole, escaped, name) => {
    if (escaped === '!') return `\${${name}}`;
    if (name in local) return text(evaluate(local[name], scope), 'Fn::Sub');
    const dot = String(name).indexOf('.');
    const value =
      dot < 0 ? refer(name, scope) : scope.attribute(String(name).slice(0, dot), String(name).slice(dot + 1));
    return text(value, `Fn::Sub of ${whole}`);
  });
}

function holds(condition: unknown, scope: Scope): boolean {
  if (typeof condition === 'string') return holds(scope.stack.template.Conditions[condition], scope);
  if (!isObject(condition)) throw new Error(`A condition is missing or malformed: ${JSON.stringify(condition)}`);
  const [[name, argument] = ['', undefined]] = Object.entries(condition);
  const parts = () => list(argument, name);
  switch (name) {
    case 'Condition':
      return holds(argument, scope);
    case 'Fn::Equals':
      return JSON.stringify(evaluate(parts()[0], scope)) === JSON.stringify(evaluate(parts()[1], scope));
    case 'Fn::And':
      return parts().every((part) => holds(part, scope));
    case 'Fn::Or':
      return parts().some((part) => holds(part, scope));
    case 'Fn::Not':
      return !holds(parts()[0], scope);
    default:
      throw new Error(`The local cloud has no condition function ${name}.`);
  }
}

function attributeOf(argument: unknown, scope: Scope): unknown {
  const [logicalId, name] = typeof argument === 'string' ? argument.split(/\.(.*)/s) : list(argument, 'Fn::GetAtt');
  return scope.attribute(text(logicalId, 'Fn::GetAtt'), text(evaluate(name, scope), 'Fn::GetAtt'));
}

const functions: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => refer(text(argument, 'Ref'), scope),
  'Fn::GetAtt': attributeOf,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    const texts = list(evaluate(parts, scope), 'Fn::Join').map((part) => text(part, 'Fn::Join'));
    return texts.join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, from] = list(argument, 'Fn::Select');
    const at = Number(evaluate(index, scope));
    const value = list(evaluate(from, scope), 'Fn::Select')[at];
    if (value === undefined) throw new Error(`Fn::Select has nothing at ${at}`);
    return value;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, from] = list(argument, 'Fn::Split');
    return text(evaluate(from, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::ImportValue': (argument, scope) => scope.imported(text(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = list(evaluate(argument, scope), 'Fn::FindInMap').map((part) =>
      text(part, 'Fn::FindInMap'),
    );
    const found = scope.stack.template.Mappings[map]?.[first]?.[second];
    if (found === undefined) throw new Error(`There is no ${map}/${first}/${second} in the mappings.`);
    return found;
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument, 'Fn::If');
    return evaluateOrNothing(holds(condition, scope) ? yes : no, scope);
  },
};

function evaluateOrNothing(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((part) => evaluateOrNothing(part, scope)).filter((part) => part !== NOTHING);
  }
  if (!isObject(value)) return value;
  const [name, ...more] = Object.keys(value);
  if (name !== undefined && more.length === 0) {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (known) return known(value[name], scope);
    if (name.startsWith('Fn::')) throw new Error(`The local cloud has no intrinsic function ${name}.`);
  }
  const entries = Object.entries(value).map(([key, part]) => [key, evaluateOrNothing(part, scope)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== NOTHING));
}

/**
 * A value of a template with every intrinsic function answered.
 * @throws one sentence for a function the local cloud does not have, or a reference to what is not there
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  const result = evaluateOrNothing(value, scope);
  return result === NOTHING ? undefined : result;
}

/** Whether a resource with a condition is made. */
export function conditionHolds(name: string | undefined, scope: Scope): boolean {
  return name === undefined || holds(name, scope);
}
