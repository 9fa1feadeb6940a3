import type { PoolAddresses } from '../cognito/cognito.ts';
import type { Assembly } from './assembly.ts';
import { identityOf } from './identities.ts';

type People = 'Staff' | 'Patron';

/** The pools' ids, which follow from the templates alone: their addresses are parameters of those templates. */
function poolIds({ region, stacks }: Assembly, accountId: string): ReadonlyMap<People, string> {
  const found = new Map<People, string>();
  const live = { keyId: () => '', queueUrl: () => '' };
  for (const { name: stackName, template } of stacks) {
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      if (Type !== 'AWS::Cognito::UserPool') continue;
      const { ref } = identityOf(Type, { region, accountId, stackName, logicalId }, live);
      found.set(logicalId.startsWith('Staff') ? 'Staff' : 'Patron', ref);
    }
  }
  return found;
}

export interface ParameterSources {
  readonly assembly: Assembly;
  readonly accountId: string;
  readonly origins: Readonly<Record<'Catalogue' | 'Console' | 'Files', string>>;
  /** Asked late: S3 starts after the first templates are read. */
  readonly uploadOrigin: () => string | undefined;
  readonly originSecret: string;
  readonly scanner: 'clamd' | 'none';
  readonly poolAddresses: (poolId: string) => PoolAddresses;
}

/** The values of the practice library's template parameters, by name. */
export function templateParameters(sources: ParameterSources): (name: string) => string | undefined {
  const pools = poolIds(sources.assembly, sources.accountId);
  const address = (people: People, what: keyof PoolAddresses) => {
    const id = pools.get(people);
    return id === undefined ? undefined : sources.poolAddresses(id)[what];
  };
  const values: Readonly<Record<string, () => string | undefined>> = {
    CatalogueOrigin: () => sources.origins.Catalogue,
    ConsoleOrigin: () => sources.origins.Console,
    FilesOrigin: () => sources.origins.Files,
    UploadOrigin: sources.uploadOrigin,
    OriginSecret: () => sources.originSecret,
    Scanner: () => sources.scanner,
    StaffIssuer: () => address('Staff', 'issuer'),
    StaffHostedUrl: () => address('Staff', 'hosted'),
    PatronIssuer: () => address('Patron', 'issuer'),
    PatronHostedUrl: () => address('Patron', 'hosted'),
  };
  return (name) => (Object.hasOwn(values, name) ? values[name]?.() : undefined);
}
