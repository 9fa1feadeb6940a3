import * as z from 'zod';

/** One thing somebody wants to do, as IAM sees it. */
export interface Ask {
  /** `service:Action` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values. */
  readonly context: Readonly<Record<string, string>>;
}

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.union([scalar.transform((value) => [value]), z.array(scalar)]);
const principal = z.union([z.literal('*'), z.record(z.string(), oneOrMore)]);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Principal: principal.optional(),
  Condition: z.record(z.string(), z.record(z.string(), values)).optional(),
});
export type Statement = z.infer<typeof statement>;

const document = z.looseObject({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

/** @throws for parts of a policy that are not understood: what is not understood cannot be proved */
export function parsePolicy(policy: unknown, where: string): readonly Statement[] {
  const parsed = document.safeParse(policy);
  if (parsed.success) return parsed.data.Statement;
  throw new Error(`The policy of ${where} is not understood: ${z.prettifyError(parsed.error)}`);
}

/** IAM's wildcards: `*` is any text, `?` any one character. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

type Compare = (value: string, wanted: string) => boolean;
const comparisons: Readonly<Record<string, Compare>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => globMatches(wanted, value),
  ArnEquals: (value, wanted) => globMatches(wanted, value),
  ArnLike: (value, wanted) => globMatches(wanted, value),
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (value, wanted) => Number(value) === Number(wanted),
  NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
  NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
  NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
  NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
};
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/** Source: "IAM JSON policy elements: Condition operators": an absent key fails a test, but passes a negated one. */
function operatorHolds(operator: string, given: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return wanted.includes(String(given === undefined));
  // Requests here have one value of each key at most; of none, all are as wanted.
  if (operator.startsWith('ForAllValues:'))
    return given === undefined || operatorHolds(operator.replace('ForAllValues:', ''), given, wanted);
  const plain = operator.replace(/IfExists$/, '');
  const positive = NEGATED[plain] ?? plain;
  const compare = comparisons[positive];
  if (!compare) throw new Error(`The condition operator ${operator} is not understood.`);
  if (given === undefined) return plain !== operator || positive !== plain;
  const any = wanted.some((each) => compare(given, each));
  return positive === plain ? any : !any;
}

function conditionsHold({ Condition }: Statement, context: Ask['context']): boolean {
  const lower = new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(Condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([name, wanted]) => operatorHolds(operator, lower.get(name.toLowerCase()), wanted)),
  );
}

export function actionMatches(pattern: string, action: string): boolean {
  return globMatches(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether a statement speaks of this, its principal aside. */
export function speaksOf(given: Statement, ask: Ask): boolean {
  return (
    given.Action.some((pattern) => actionMatches(pattern, ask.action)) &&
    (given.Resource === undefined || given.Resource.some((pattern) => globMatches(pattern, ask.resource))) &&
    conditionsHold(given, ask.context)
  );
}

/** Whether a resource's policy means this principal: everybody, the role itself, or (for delegation) its account. */
export function means(
  given: Statement,
  who: { readonly arn: string; readonly service?: string },
): 'it' | 'account' | undefined {
  if (given.Principal === '*') return 'it';
  const { AWS: arns = [], Service: services = [] } = given.Principal ?? {};
  if (who.service !== undefined && services.includes(who.service)) return 'it';
  if (arns.includes('*') || arns.includes(who.arn)) return 'it';
  const account = who.arn.split(':')[4] ?? '';
  return arns.includes(account) || arns.includes(`arn:aws:iam::${account}:root`) ? 'account' : undefined;
}
