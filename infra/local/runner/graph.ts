import type * as z from 'zod';
import type { Assembly, Stack } from './assembly.ts';
import { type Identity, identityOf, type LiveValues } from './identities.ts';
import { conditionHolds, evaluate, type Scope } from './intrinsics.ts';
import { checkType } from './resource-types.ts';

/** A resource that is made, with a way to its resolved properties. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly identity: Identity;
  /** Resolved on every call: a value may refer to what starts later. */
  readonly properties: () => unknown;
}

export interface Graph {
  readonly resources: readonly Resource[];
  readonly ofType: (type: string) => readonly Resource[];
  /** The resource with this `Ref`, ARN or other identity of the given type. */
  readonly byIdentity: (type: string, value: string) => Resource | undefined;
  readonly output: (stackName: string, name: string) => unknown;
}

export interface GraphOptions {
  readonly accountId: string;
  /** Values for parameters; others take their default. Asked only when a value is needed. */
  readonly parameter: (name: string) => string | undefined;
  readonly live: LiveValues;
}

/** Everything the templates ask for, by name. @throws for unknown types, missing parameters and broken references */
export function buildGraph(assembly: Assembly, options: GraphOptions): Graph {
  const { region } = assembly;
  const { accountId } = options;
  const resources: Resource[] = [];
  const scopes = new Map<string, Scope>();
  const exports = new Map<string, { readonly value: unknown; readonly scope: Scope }>();

  function scopeOf(stack: Stack): Scope {
    const identity = (logicalId: string): Identity => {
      const resource = stack.template.Resources[logicalId];
      if (!resource) throw new Error(`${stack.name} refers to ${logicalId}, which it does not have.`);
      return identityOf(resource.Type, { region, accountId, stackName: stack.name, logicalId }, options.live);
    };
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/00000000-0000-4000-8000-000000000000`,
    };
    return {
      stack,
      ref: (logicalId) => identity(logicalId).ref,
      attribute: (logicalId, name) => {
        const found = identity(logicalId).attributes[name];
        if (!found) throw new Error(`The local cloud does not know ${name} of ${logicalId} in ${stack.name}.`);
        return found();
      },
      parameter: (name) => {
        const value = options.parameter(name) ?? stack.template.Parameters[name]?.Default;
        if (value === undefined) throw new Error(`${stack.name} needs a value for its parameter ${name}.`);
        return value;
      },
      pseudo: (name) => pseudo[name],
      imported: (name) => {
        const found = exports.get(name);
        if (!found) throw new Error(`${stack.name} imports ${name}, which no stack exports.`);
        return evaluate(found.value, found.scope);
      },
    };
  }

  for (const stack of assembly.stacks) {
    const scope = scopeOf(stack);
    scopes.set(stack.name, scope);
    for (const { Value, Export } of Object.values(stack.template.Outputs)) {
      if (Export) exports.set(String(evaluate(Export.Name, scope)), { value: Value, scope });
    }
    for (const [logicalId, { Type, Properties, Condition }] of Object.entries(stack.template.Resources)) {
      if (!conditionHolds(Condition, scope)) continue;
      checkType(Type, stack.name, logicalId);
      const place = { region, accountId, stackName: stack.name, logicalId };
      const identity = identityOf(Type, place, options.live);
      const properties = () => evaluate(Properties, scope);
      resources.push({ stack: stack.name, logicalId, type: Type, identity, properties });
    }
  }
  return {
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    byIdentity: (type, value) =>
      resources.find(
        ({ type: own, identity }) =>
          own === type && (identity.ref === value || Object.values(identity.attributes).some((get) => get() === value)),
      ),
    output: (stackName, name) => {
      const scope = scopes.get(stackName);
      return scope && evaluate(scope.stack.template.Outputs[name]?.Value, scope);
    },
  };
}

/**
 * A resource's properties in the shape the local cloud understands. Schemas are strict: a property nobody here
 * honours must not be passed over in silence.
 */
export function propertiesOf<T>(resource: Resource, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(resource.properties());
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'properties'}: ${issue.message}`);
  const { logicalId, stack, type } = resource;
  throw new Error(`The local cloud cannot run ${logicalId} (${type} in ${stack}): ${issues.join('; ')}`);
}
