import * as z from 'zod';
import type { Graph } from '../runner/graph.ts';
import { parsePolicy, type Statement } from './policy.ts';

/** A role with everything it may do. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
  readonly tags: Readonly<Record<string, string>>;
}

const roleProperties = z.looseObject({
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.string()).max(0).default([]),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});
const policyProperties = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()) });

function rolesOf(graph: Graph): ReadonlyMap<string, Role> {
  const attached = graph.ofType('AWS::IAM::Policy').map((resource) => {
    const { PolicyDocument, Roles } = policyProperties.parse(resource.properties());
    return { roles: Roles, statements: parsePolicy(PolicyDocument, resource.logicalId) };
  });
  const found = graph.ofType('AWS::IAM::Role').map((resource) => {
    const name = resource.identity.ref;
    const { Policies, Tags } = roleProperties.parse(resource.properties());
    const inline = Policies.flatMap((policy) => parsePolicy(policy.PolicyDocument, `${name}/${policy.PolicyName}`));
    const joined = attached.filter(({ roles }) => roles.includes(name)).flatMap(({ statements }) => statements);
    const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
    const arn = resource.identity.attributes['Arn']?.() ?? name;
    return [arn, { name, arn, statements: [...inline, ...joined], tags }] as const;
  });
  return new Map(found);
}

export interface Principals {
  /** The role a function runs as, by the function's logical id: that is how calls name who made them. */
  readonly ofFunction: (logicalId: string) => Role | undefined;
  readonly byArn: (arn: string) => Role | undefined;
  readonly all: () => readonly Role[];
}

export function principalsOf(graph: Graph): Principals {
  const roles = rolesOf(graph);
  const byFunction = new Map(
    graph.ofType('AWS::Lambda::Function').map((resource) => {
      const { Role: arn } = z.looseObject({ Role: z.string() }).parse(resource.properties());
      return [resource.logicalId, roles.get(arn)] as const;
    }),
  );
  return {
    ofFunction: (logicalId) => byFunction.get(logicalId),
    byArn: (arn) => roles.get(arn),
    all: () => [...roles.values()],
  };
}
