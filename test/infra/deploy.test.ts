import { describe, expect, it } from 'vitest';
import type { Settings } from '../../infra/config.ts';
import { deployArguments, pageHeaders } from '../../infra/deploy/commands.ts';
import { type DeployPorts, deployLibrary, type Outputs } from '../../infra/deploy/deploy-library.ts';
import { type Facts, missing } from '../../infra/deploy/facts.ts';

const settings: Settings = {
  region: 'eu-central-1',
  protection: 'trial',
  monthlyBudgetUsd: 15,
  scanner: 'guardduty',
  signingKey: 'ed25519',
  alarmEmail: 'manager@library.example',
};
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000';
const ready: Facts = {
  nodeMajor: 24,
  settings,
  account: { id: '123456789012' },
  bootstrap: { version: 28 },
  founded: false,
  manager: 'manager@library.example',
};

describe('before anything is changed', () => {
  it('nothing is missing when all is there', () => {
    expect(missing(ready)).toEqual([]);
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    ['an old Node', { nodeMajor: 20 }, /Node 24.*this is Node 20.*Install/],
    ['wrong settings', { settings: { problem: 'Unrecognized key: "regoin"' } }, /cdk\.json.*regoin/],
    ['no credentials', { account: { problem: 'Could not load credentials' } }, /who you are.*aws configure sso/],
    ['no rights', { bootstrap: { problem: 'AccessDenied' } }, /123456789012.*AccessDenied.*administrator/],
    ['no preparation', { bootstrap: { version: undefined } }, /npx cdk bootstrap aws:\/\/123456789012\/eu-central-1/],
    ['an old preparation', { bootstrap: { version: 3 } }, /npx cdk bootstrap/],
    ['nobody to tell', { settings: { ...settings, alarmEmail: undefined } }, /"alarmEmail": "you@library.org"/],
    ['no first manager', { manager: undefined }, /npm run deploy -- --manager you@library\.org/],
  ])('%s is said in one sentence with what to do', (_what, facts, says) => {
    const sentences = missing({ ...ready, ...facts });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(says);
  });

  it('a library that comes from a backup brings its managers along', () => {
    expect(missing({ ...ready, manager: undefined, forRestore: true })).toEqual([]);
  });

  it('a library that is there needs no manager to be named', () => {
    expect(missing({ ...ready, founded: true, manager: undefined })).toEqual([]);
  });
});

interface World {
  readonly ports: DeployPorts;
  readonly said: string[];
  readonly did: string[];
}

const api: Outputs = { FoundingFunction: 'found', ApiId: 'a1' };
const web: Outputs = {
  WebBucket: 'pages',
  CatalogueHost: 'c.example',
  ConsoleHost: 'd.example',
  FilesHost: 'f.example',
};

const world = (facts: Facts, there: boolean, codes: readonly number[] = []): World => {
  const said: string[] = [];
  const did: string[] = [];
  let deployed = there;
  let run = 0;
  const ports: DeployPorts = {
    say: (line) => void said.push(line),
    facts: async () => facts,
    outputs: async (stack) => (deployed ? (stack === 'StrongroomWeb' ? web : api) : undefined),
    assemble: (hosts) => {
      did.push(`assemble ${hosts?.console ?? 'unnamed'}`);
      return 'out';
    },
    cdk: async (args) => {
      const told = args.filter((one) => one.includes('Secret')).map((one) => one.replace(/=.*/, ''));
      did.push(['cdk', ...told].join(' '));
      const code = codes[run] ?? 0;
      run += 1;
      deployed = deployed || code === 0;
      return code;
    },
    newSecret: () => 's'.repeat(43),
    publishPages: async (bucket) => {
      did.push(`pages to ${bucket}`);
      return 12;
    },
    found: async (name) => {
      did.push(`invite by ${name}`);
      return !there;
    },
  };
  return { ports, said, did };
};
const bothSecrets = 'cdk StrongroomApi:OriginSecret StrongroomWeb:OriginSecret';
const options = { rotateSecret: false, manager: 'manager@library.example' };

describe('a deployment', () => {
  it('without a domain runs twice, and the second knows the names of the sites', async () => {
    const { ports, did, said } = world(ready, false);
    expect(await deployLibrary(ports, options)).toBe(true);
    expect(did).toEqual([
      'assemble unnamed',
      bothSecrets,
      'assemble d.example',
      'cdk',
      'pages to pages',
      'invite by found',
    ]);
    expect(said.join('\n')).toContain('https://d.example');
    expect(said.join('\n')).toContain('This is a trial');
  });

  it('of what is there runs once, keeps the secret, and invites nobody again', async () => {
    const { ports, did, said } = world({ ...ready, founded: true }, true);
    expect(await deployLibrary(ports, { ...options, manager: undefined })).toBe(true);
    expect(did).toEqual(['assemble d.example', 'cdk', 'pages to pages']);
    expect(said.join('\n')).not.toContain('invitation');
  });

  it('changes the secret so that the sites answer all the while: taken first, then sent, then alone', async () => {
    const { ports, did } = world({ ...ready, founded: true }, true);
    await deployLibrary(ports, { rotateSecret: true, manager: undefined });
    expect(did.filter((one) => one.startsWith('cdk'))).toEqual([
      'cdk StrongroomApi:OriginSecretNext',
      'cdk StrongroomWeb:OriginSecret',
      bothSecrets,
    ]);
  });

  it('with a domain runs once, and says what to enter where the domain is kept', async () => {
    const domain = { name: 'library.example', certificateArn };
    const { ports, did, said } = world(
      { ...ready, settings: { ...settings, protection: 'production', domain } },
      false,
    );
    expect(await deployLibrary(ports, options)).toBe(true);
    expect(did.filter((one) => one.startsWith('cdk'))).toHaveLength(1);
    expect(said).toContain('  console.library.example  CNAME  d.example');
    expect(said).toContain('Console:   https://console.library.example');
  });

  it('changes nothing while something is missing', async () => {
    const { ports, did, said } = world({ ...ready, account: { problem: 'no credentials' } }, false);
    expect(await deployLibrary(ports, options)).toBe(false);
    expect(did).toEqual([]);
    expect(said[0]).toBe('Nothing was changed. First:');
  });

  it('that AWS stopped publishes no pages and invites nobody', async () => {
    const { ports, did, said } = world(ready, false, [1]);
    expect(await deployLibrary(ports, options)).toBe(false);
    expect(did).toEqual(['assemble unnamed', bothSecrets]);
    expect(said.join('\n')).toContain('AWS has put back');
  });
});

describe('the command line it gives to the CDK', () => {
  it('is a list of whole words, which Windows reads as any other system', () => {
    const words = deployArguments('C:\\Users\\Ann Marlow\\strongroom\\cdk.out', {
      'StrongroomApi:OriginSecret': 'x'.repeat(43),
      'StrongroomWeb:OriginSecret': 'x'.repeat(43),
    });
    expect(words).toContain('C:\\Users\\Ann Marlow\\strongroom\\cdk.out');
    expect(words.filter((word) => word.startsWith('Strongroom'))).toEqual([
      `StrongroomApi:OriginSecret=${'x'.repeat(43)}`,
      `StrongroomWeb:OriginSecret=${'x'.repeat(43)}`,
    ]);
  });
});

describe('pages', () => {
  it('are asked for each time, but for files whose name says what is in them', () => {
    expect(pageHeaders('console/index.html')).toEqual({
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'no-cache',
    });
    expect(pageHeaders('console/assets/index-a1b2.js').CacheControl).toContain('immutable');
  });

  it('of an unknown kind stop the deployment', () => {
    expect(() => pageHeaders('console/setup.exe')).toThrow(/setup\.exe/);
  });
});
