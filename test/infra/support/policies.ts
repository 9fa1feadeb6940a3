import * as z from 'zod';
import type { Found, Library } from './library.ts';

const list = z.union([z.unknown().array(), z.unknown().transform((one) => [one])]);
const Statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: list.transform((actions) => actions.map(String)),
  Resource: list.default([]),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Statement = z.infer<typeof Statement>;
const Document = z.looseObject({ Statement: Statement.array() });
const Identity = z.looseObject({ PolicyDocument: Document, Roles: z.array(z.object({ Ref: z.string() })) });

export interface Grant extends Statement {
  readonly role: string;
  readonly stack: string;
}

/** Every statement of every role's policies, with the role's logical id. */
export const grants = (library: Library): readonly Grant[] =>
  library.ofType('AWS::IAM::Policy').flatMap(({ Properties, stack }) => {
    const { PolicyDocument, Roles } = Identity.parse(Properties);
    return PolicyDocument.Statement.flatMap((one) => Roles.map(({ Ref }) => ({ ...one, role: Ref, stack })));
  });

/** The statements of a bucket's policy. */
export const bucketPolicy = (library: Library, bucket: Found): readonly Statement[] => {
  const policy = library
    .ofType('AWS::S3::BucketPolicy')
    .find(({ Properties }) => JSON.stringify(Properties['Bucket']) === JSON.stringify({ Ref: bucket.id }));
  return z.looseObject({ PolicyDocument: Document }).parse(policy?.Properties).PolicyDocument.Statement;
};

/** Roles that hold a verb, as `catalogue-api` and so on, in order. */
export const holders = (library: Library, ...verbs: readonly string[]): readonly string[] => {
  const roles = grants(library)
    .filter(({ Effect, Action }) => Effect === 'Allow' && verbs.some((verb) => Action.includes(verb)))
    .map(({ role }) => functionOfRole(library, role));
  return [...new Set(roles)].sort();
};

export const functionOfRole = (library: Library, role: string): string => {
  const description = library.all.find(({ id }) => id === role)?.Properties['Description'];
  return String(description).replace(/^Strongroom: /, '');
};
