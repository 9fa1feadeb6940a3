import { parseArgs } from 'node:util';
import { readBackup } from '../../shared/backups/backup-store.ts';
import { rebuildRequest } from '../../shared/backups/requests.ts';
import { runCommand, say } from './command.ts';
import { deploymentOf } from './deployment.ts';
import { askFor, follow } from './follow-job.ts';
import { makeBackup } from './make-backup.ts';
import { Refused } from './refused.ts';
import { backupResult, newestKept } from './result.ts';

const USAGE = 'npm run --silent drill -- [--data DIR]      DIR: where a library on this machine runs from';

await runCommand('drill', USAGE, async () => {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const deployment = await deploymentOf(values.data);
  const { system } = deployment;
  try {
    const standing = await newestKept(system);
    if (standing === undefined) say('There is no backup yet: making one first.');
    const { id } = standing ?? (await makeBackup(deployment));
    await follow(system, await askFor(system, rebuildRequest(id)));
    const backup = (await readBackup(system, id))?.value;
    if (backup?.proof === undefined)
      throw new Refused('The drill ended and left no result. See under Safety in the console.');
    const { proof } = backup;
    for (const { code, record, file } of proof.findings) say(`${code} ${record ?? ''} ${file ?? ''}`.trimEnd());
    say(
      proof.passed
        ? `Proved: the library was rebuilt from the copy of ${backup.exportTime} and compared, ${proof.records} records.`
        : 'The copy did not prove. Make another ("npm run backup") and drill again; see under Safety what was found.',
    );
    return { ok: proof.passed, backup: backupResult(backup), proof };
  } finally {
    deployment.close();
  }
});
