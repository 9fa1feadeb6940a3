import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWeb } from '../../web/build.ts';
import { readCdkFile, type Settings } from '../config.ts';
import { accountIn } from '../deploy/account.ts';
import { deployLibrary } from '../deploy/deploy-library.ts';
import { publishPages } from '../deploy/publish-pages.ts';
import { assemble } from './assembly.ts';
import { root, runNode, scriptOf } from './run-command.ts';

const { values } = parseArgs({
  options: {
    manager: { type: 'string' },
    'manager-name': { type: 'string' },
    library: { type: 'string' },
    zone: { type: 'string' },
    'rotate-secret': { type: 'boolean' },
    'for-restore': { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const readSettings = (): Settings | { readonly problem: string } => {
  try {
    return readCdkFile(join(root, 'cdk.json')).settings;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
};

const settings = readSettings();
const region = 'region' in settings ? settings.region : 'eu-central-1';
const account = accountIn(region);
const { manager } = values;
const forRestore = values['for-restore'];
if (forRestore && manager !== undefined) {
  process.stderr.write('--for-restore brings the managers of the backup along: leave --manager out.\n');
  process.exit(1);
}

try {
  const good = await deployLibrary(
    {
      say,
      facts: async () => {
        const who = await account.account();
        const known = 'id' in who && 'region' in settings;
        return {
          nodeMajor: Number(process.versions.node.split('.')[0]),
          settings,
          account: who,
          bootstrap: known ? await account.bootstrap() : { version: undefined },
          founded: known && (await account.outputs('StrongroomApi').catch(() => undefined)) !== undefined,
          manager,
          forRestore,
        };
      },
      outputs: account.outputs,
      assemble: (hosts) => {
        const outdir = join(root, '.local/cdk.out');
        return assemble({ root, outdir, practice: false, ...(hosts === undefined ? {} : { hosts }) }).outdir;
      },
      cdk: async (args) => {
        const env = { AWS_REGION: region };
        return (await runNode([scriptOf('aws-cdk', 'cdk'), ...args], { inherit: true, env })).code;
      },
      newSecret: () => randomBytes(32).toString('base64url'),
      publishPages: async (bucket) => {
        await buildWeb();
        return publishPages(region, bucket, join(root, 'web/dist'));
      },
      found: (functionName) =>
        account.found(functionName, {
          libraryName: values.library ?? 'Our library',
          zone: values.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
          language: 'en',
          managerName: values['manager-name'] ?? manager?.split('@')[0] ?? '',
          managerEmail: manager ?? '',
        }),
    },
    { rotateSecret: values['rotate-secret'] === true, manager, forRestore },
  );
  process.exitCode = good ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
