import { type Ask, means, type Statement, speaksOf } from './policy.ts';
import type { Role } from './roles.ts';

export interface Decision {
  readonly effect: 'allow' | 'deny' | 'not allowed';
  /** In words: which statement decided. */
  readonly because: string;
  /** The role's own statement that allowed it. */
  readonly by?: Statement | undefined;
}

/** What is true of every request here that policies may ask about. */
function surroundings(role: Role): Record<string, string> {
  const tags = Object.entries(role.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const);
  return {
    // In the cloud every request is TLS 1.2 or newer; here it does not leave the machine.
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': role.arn.split(':')[4] ?? '',
    ...Object.fromEntries(tags),
  };
}

/**
 * Evaluates one request as IAM does within one account: an explicit Deny wins; else the role's policy or the
 * resource's may allow. Keys are the exception: nothing is allowed that the key's own policy does not allow or leave
 * to the account.
 * Source: "Policy evaluation logic", IAM user guide; "Key policies in AWS KMS".
 */
export function decide(role: Role, onResource: readonly Statement[], asked: Ask): Decision {
  const ask: Ask = { ...asked, context: { ...surroundings(role), ...asked.context } };
  const meant = onResource.filter((each) => means(each, role) !== undefined && speaksOf(each, ask));
  const refusal = [...role.statements.filter((each) => speaksOf(each, ask)), ...meant].find(
    ({ Effect }) => Effect === 'Deny',
  );
  if (refusal) return { effect: 'deny', because: `denied by ${refusal.Sid ?? 'a statement without a name'}` };
  const own = role.statements.find((each) => each.Effect === 'Allow' && speaksOf(each, ask));
  const allowing = meant.filter(({ Effect }) => Effect === 'Allow');
  if (allowing.some((each) => means(each, role) === 'it'))
    return { effect: 'allow', because: 'allowed on the resource', by: own };
  if (own && ask.action.startsWith('kms:') && allowing.length === 0) {
    return { effect: 'not allowed', because: 'the policy of the key does not let the account decide' };
  }
  if (own) return { effect: 'allow', because: `allowed by ${own.Sid ?? 'a statement without a name'}`, by: own };
  return { effect: 'not allowed', because: 'no statement allows it' };
}
