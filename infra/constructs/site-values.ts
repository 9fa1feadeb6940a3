import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { Deployment, Hosts } from '../config.ts';

/** A value of the practice library that is known only when it starts. */
export const given = (stack: Stack, name: string, description: string): string => {
  const there = stack.node.tryFindChild(name);
  if (there instanceof CfnParameter) return there.valueAsString;
  return new CfnParameter(stack, name, { type: 'String', description }).valueAsString;
};

const parameters = { console: 'ConsoleOrigin', catalogue: 'CatalogueOrigin', files: 'FilesOrigin' } as const;

/**
 * Where a site is served. Before CloudFront has named the sites of a deployment without a domain this is a name
 * that can never exist (RFC 2606): the second deployment puts the right one in.
 */
export const siteOrigin = (stack: Stack, deployment: Deployment, site: keyof Hosts): string => {
  if (deployment.mode === 'practice') return given(stack, parameters[site], `Where the ${site} is served`);
  return `https://${deployment.hosts?.[site] ?? `${site}.invalid`}`;
};

/** What CloudFront puts into each request to us, so that nobody comes round it. */
export const originSecret = (stack: Stack): string => {
  const there = stack.node.tryFindChild('OriginSecret');
  if (there instanceof CfnParameter) return there.valueAsString;
  return new CfnParameter(stack, 'OriginSecret', {
    type: 'String',
    noEcho: true,
    minLength: 32,
    description: 'The header by which the functions know that a request came through CloudFront',
  }).valueAsString;
};

/** The secrets the functions take, with a space between: while it changes, the next one too. */
export const acceptedSecrets = (stack: Stack): string => {
  const there = stack.node.tryFindChild('OriginSecretNext');
  const next =
    there instanceof CfnParameter
      ? there
      : new CfnParameter(stack, 'OriginSecretNext', {
          type: 'String',
          noEcho: true,
          default: '',
          description: 'The header that CloudFront will send next, while it is changed; otherwise empty or the same',
        });
  return `${originSecret(stack)} ${next.valueAsString}`;
};
