import * as z from 'zod';
import type { AwsCall } from '../aws-json/calls.ts';
import { OPERATOR } from '../runner/credentials.ts';
import type { Graph } from '../runner/graph.ts';
import { decide } from './decide.ts';
import { expand, type Facts } from './implied.ts';
import { actionMatches, type Statement } from './policy.ts';
import { resourcePolicies } from './resource-policies.ts';
import { principalsOf, type Role } from './roles.ts';
import { serviceNeeds } from './service-needs.ts';

export interface Missing {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly because: string;
}

export interface Unused {
  readonly role: string;
  readonly sid: string;
  readonly action: string;
}

export interface IamProof {
  /** Calls that AWS would refuse. */
  readonly missing: readonly Missing[];
  /** Permissions that no call used. */
  readonly unused: readonly Unused[];
  /** Permissions that no call used, and why they are right all the same. */
  readonly reasons: readonly (Unused & { readonly reason: string })[];
  /** How many different permissions were asked for: a proof of nothing is none. */
  readonly asked: number;
}

/** Permissions that nothing here can use, each with its reason. */
const EXPLAINED: readonly { readonly action: RegExp; readonly reason: string }[] = [
  {
    action: /^kms:(Encrypt|ReEncryptFrom|ReEncryptTo|GenerateDataKeyWithoutPlaintext|DescribeKey)$/,
    reason: 'DynamoDB asks for the whole set of whoever writes to a table under a customer managed key',
  },
  { action: /^s3:AbortMultipartUpload$/, reason: 'needed only when an upload breaks off' },
];

const tableProperties = z.looseObject({
  SSESpecification: z.looseObject({ KMSMasterKeyId: z.string().optional() }).optional(),
});

export function factsOf(graph: Graph, region: string): Facts {
  const keys = new Map(
    graph.ofType('AWS::DynamoDB::Table').map((resource) => {
      const { SSESpecification } = tableProperties.parse(resource.properties());
      return [resource.identity.attributes['Arn']?.(), SSESpecification?.KMSMasterKeyId] as const;
    }),
  );
  return { region, tableKey: (arn) => keys.get(arn) };
}

function askOf({ service, action, resource, context }: Omit<AwsCall, 'principal'>) {
  const own = Object.entries(context).filter(([name]) => !name.startsWith('local:'));
  return { action: `${service}:${action}`, resource, context: Object.fromEntries(own) };
}

/**
 * Holds recorded calls against the roles, key policies, bucket policies and queue policies of the templates.
 * @param calls what functions asked of AWS while they were exercised; the operator's own calls are left out
 */
export function proveIam(calls: readonly AwsCall[], graph: Graph, region: string): IamProof {
  const principals = principalsOf(graph);
  const policies = resourcePolicies(graph);
  const facts = factsOf(graph, region);
  const missing = new Map<string, Missing>();
  const used = new Map<Statement, Set<string>>();
  const asked = new Set<string>();

  function check(role: Role, call: Omit<AwsCall, 'principal'>): void {
    const ask = askOf(call);
    const line = `${role.name} ${ask.action} ${ask.resource}`;
    asked.add(line);
    const decision = decide(role, policies(call.resource), ask);
    if (decision.effect !== 'allow') {
      missing.set(line, { role: role.name, action: ask.action, resource: ask.resource, because: decision.because });
    } else if (decision.by) {
      const actions = used.get(decision.by) ?? new Set();
      used.set(decision.by, actions.add(ask.action));
    }
  }

  for (const call of calls) {
    if (call.principal === OPERATOR) continue;
    const role = principals.ofFunction(call.principal);
    if (!role) {
      missing.set(call.principal, {
        role: call.principal,
        action: call.action,
        resource: call.resource,
        because: 'nobody knows this principal',
      });
      continue;
    }
    for (const each of expand(call, facts)) check(role, each);
  }
  for (const { roleArn, call } of serviceNeeds(graph, facts)) {
    const role = principals.byArn(roleArn);
    if (role) check(role, call);
    else
      missing.set(roleArn, {
        role: roleArn,
        action: call.action,
        resource: call.resource,
        because: 'the role is not there',
      });
  }

  const idle = principals
    .all()
    .flatMap((role) =>
      role.statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap((statement) =>
          statement.Action.filter(
            (pattern) => ![...(used.get(statement) ?? [])].some((action) => actionMatches(pattern, action)),
          ).map((action) => ({ role: role.name, sid: statement.Sid ?? '', action })),
        ),
    );
  const reasonOf = ({ action }: Unused) => EXPLAINED.find((each) => each.action.test(action))?.reason;
  return {
    missing: [...missing.values()],
    unused: idle.filter((each) => reasonOf(each) === undefined),
    reasons: idle.flatMap((each) => {
      const reason = reasonOf(each);
      return reason === undefined ? [] : [{ ...each, reason }];
    }),
    asked: asked.size,
  };
}
