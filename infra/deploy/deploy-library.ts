import type { Hosts, Settings } from '../config.ts';
import { deployArguments, dnsAdvice, type Parameters } from './commands.ts';
import { type Facts, missing } from './facts.ts';

export type Outputs = Readonly<Record<string, string>>;

/** Everything a deployment does outside itself. */
export interface DeployPorts {
  readonly say: (line: string) => void;
  readonly facts: () => Promise<Facts>;
  /** Outputs of a stack, or undefined when it is not there. */
  readonly outputs: (stack: string) => Promise<Outputs | undefined>;
  readonly assemble: (hosts: Hosts | undefined) => string;
  readonly cdk: (args: readonly string[]) => Promise<number>;
  readonly newSecret: () => string;
  readonly publishPages: (bucket: string) => Promise<number>;
  readonly found: (functionName: string) => Promise<boolean>;
}

export interface DeployOptions {
  readonly rotateSecret: boolean;
  readonly manager: string | undefined;
  /** Nothing is founded: a backup is restored next. */
  readonly forRestore?: boolean;
}

const hostsOf = (outputs: Outputs | undefined): Hosts | undefined => {
  const { CatalogueHost: catalogue, ConsoleHost: console, FilesHost: files } = { ...outputs };
  return catalogue === undefined || console === undefined || files === undefined
    ? undefined
    : { catalogue, console, files };
};

/** Brings the library into the account, or up to date. Gives true when all of it went well. */
export const deployLibrary = async (ports: DeployPorts, options: DeployOptions): Promise<boolean> => {
  const facts = await ports.facts();
  const lacking = missing(facts);
  if (lacking.length > 0) {
    ports.say('Nothing was changed. First:');
    for (const sentence of lacking) ports.say(`- ${sentence}`);
    return false;
  }
  const { settings } = facts;
  if ('problem' in settings) return false;

  const [api, web] = [await ports.outputs('StrongroomApi'), await ports.outputs('StrongroomWeb')];
  const first = api === undefined || web === undefined;
  const known = settings.domain === undefined ? hostsOf(web) : undefined;

  const passes = first ? [sameForBoth(ports.newSecret())] : options.rotateSecret ? rotation(ports.newSecret()) : [{}];
  for (const parameters of passes) if (!(await pass(ports, known, parameters))) return false;
  const made = await ports.outputs('StrongroomWeb');
  const hosts = hostsOf(made);
  if (made === undefined || hosts === undefined) throw new Error('The web stack does not say where its sites are');

  // Without a domain CloudFront names the sites only now; sign-in and uploads must know those names.
  if (settings.domain === undefined && JSON.stringify(hosts) !== JSON.stringify(known)) {
    ports.say('The sites have their names now. Once more, so that sign-in and uploads know them.');
    if (!(await pass(ports, hosts, {}))) return false;
  }
  return finish(ports, options, settings, made, hosts);
};

const sameForBoth = (secret: string): Partial<Parameters> => ({
  'StrongroomApi:OriginSecret': secret,
  'StrongroomWeb:OriginSecret': secret,
});

/**
 * A new secret in three passes, because the edge takes minutes to learn it: the functions take both, then the edge
 * sends the new one, then the functions forget the old one. Broken off anywhere, the sites go on answering.
 */
const rotation = (secret: string): readonly Partial<Parameters>[] => [
  { 'StrongroomApi:OriginSecretNext': secret },
  { 'StrongroomWeb:OriginSecret': secret },
  sameForBoth(secret),
];

const pass = async (
  ports: DeployPorts,
  hosts: Hosts | undefined,
  parameters: Partial<Parameters>,
): Promise<boolean> => {
  const code = await ports.cdk(deployArguments(ports.assemble(hosts), parameters));
  if (code !== 0) {
    ports.say('The deployment stopped. AWS has put back what it had changed; what it says above is the reason.');
  }
  return code === 0;
};

const finish = async (
  ports: DeployPorts,
  options: DeployOptions,
  settings: Settings,
  web: Outputs,
  hosts: Hosts,
): Promise<boolean> => {
  const bucket = web['WebBucket'];
  if (bucket === undefined) throw new Error('The web stack does not say where its pages go');
  ports.say(`${await ports.publishPages(bucket)} page files are in place.`);
  if (options.manager !== undefined) {
    const founding = (await ports.outputs('StrongroomApi'))?.['FoundingFunction'];
    if (founding === undefined) throw new Error('The API stack does not name its founding function');
    ports.say(
      (await ports.found(founding))
        ? `An invitation is on its way to ${options.manager}. It opens the door for three days.`
        : 'The library has been founded before, so nobody was invited: managers invite people in the console.',
    );
  }
  if (options.forRestore === true)
    ports.say('It is empty and waits for a backup: npm run restore -- --from BUCKET-OR-FILE --identity FILE');
  const { domain } = settings;
  if (domain !== undefined && domain.hostedZoneId === undefined) {
    ports.say('Where your domain is kept, enter:');
    const names = { catalogue: hosts.catalogue, console: hosts.console, files: hosts.files };
    const full = Object.entries(names).map(([site, target]) => [`${site}.${domain.name}`, target] as const);
    for (const line of dnsAdvice(Object.fromEntries(full))) ports.say(line);
  }
  const address = (site: keyof Hosts): string =>
    `https://${domain === undefined ? hosts[site] : `${site}.${domain.name}`}`;
  ports.say(`Catalogue: ${address('catalogue')}`);
  ports.say(`Console:   ${address('console')}`);
  if (settings.protection === 'trial') {
    ports.say('This is a trial: copies are locked for a day only, and without a domain there are no passkeys.');
  }
  return true;
};
