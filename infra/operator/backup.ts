import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { deploymentOf } from './deployment.ts';
import { makeBackup } from './make-backup.ts';
import { backupResult } from './result.ts';

const USAGE = 'npm run --silent backup -- [--data DIR]      DIR: where a library on this machine runs from';

await runCommand('backup', USAGE, async () => {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const deployment = await deploymentOf(values.data);
  try {
    return { ok: true, ...backupResult(await makeBackup(deployment)) };
  } finally {
    deployment.close();
  }
});
