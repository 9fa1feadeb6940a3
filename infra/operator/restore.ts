import { opensPersonKey, wrapWithKms } from '../../shared/aws/class-key-wrap.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { staffPool } from '../../shared/aws/staff-pool.ts';
import { restoreLibrary } from '../../shared/backups/rebuild/restore.ts';
import { runCommand, say } from './command.ts';
import { deploymentOf } from './deployment.ts';
import { openSource } from './open-source.ts';
import { readRestoreOptions, USAGE } from './restore-options.ts';

await runCommand('restore', USAGE, async () => {
  const options = readRestoreOptions(process.argv.slice(2));
  const deployment = await deploymentOf(options.data);
  try {
    const { source, openKey, close } = await openSource(options, deployment);
    try {
      for (const note of source.notes) say(note);
      const { names, kms, s3, system, cognito } = deployment;
      const backups = keptBucket(s3, names.backupsBucket);
      const restored = await restoreLibrary({
        system,
        source,
        classKeys: { open: openKey, wrap: (plain) => wrapWithKms(kms, names.dataKey, plain), opensPersonKey },
        inviteStaff: staffPool(names.staffPool, cognito).invite,
        ...(options.invitePatrons ? { invitePatrons: staffPool(names.patronPool, cognito).invite } : {}),
        holdsCopy: async (key, versionId) => {
          const opened = await backups.open(key, versionId);
          opened?.body.destroy();
          return opened !== undefined;
        },
        say,
      });
      const { staffInvited } = restored;
      say(`The library is open. ${staffInvited} people of the staff find an invitation in their mail.`);
      const address = deployment.console === undefined ? {} : { console: deployment.console };
      return { ok: true, from: source.kind, ...restored, ...address, notes: source.notes };
    } finally {
      await close();
    }
  } finally {
    deployment.close();
  }
});
