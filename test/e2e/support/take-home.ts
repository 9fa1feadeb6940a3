import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { localDeployment } from '../../../infra/operator/deployment.ts';
import { follow } from '../../../infra/operator/follow-job.ts';
import { newestKept } from '../../../infra/operator/result.ts';
import { born } from '../../../shared/aws/change.ts';
import { recoveryTx } from '../../../shared/aws/recovery-key.ts';
import { takeHomeRequest } from '../../../shared/backups/take-home/take-home-job.ts';
import { partKey, readTakeHome, startTakeHomeTx } from '../../../shared/backups/take-home/take-home-store.ts';
import type { TakeHome } from '../../../shared/contracts/take-home.ts';
import { requestJobTx } from '../../../shared/jobs/job-store.ts';
import { recoverySheetHandlers } from '../../../shared/settings/recovery-sheet.ts';
import { readSettings } from '../../../shared/settings/settings-store.ts';
import { callAs } from '../../support/as-staff.ts';

export interface Sheet {
  readonly identity: string;
  readonly recipient: string;
}

/** A recovery sheet, put in use as the console does when it was printed and typed back. */
export const putSheetInUse = async (dataDir: string, managerId: string): Promise<Sheet> => {
  const { system, kms, close } = localDeployment(dataDir);
  try {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const settings = await readSettings(system);
    const handlers = recoverySheetHandlers(system, recoveryTx(system, kms));
    await handlers['settings.recovery-sheet'](callAs(system, managerId, settings?.value.version ?? 0), { recipient });
    return { identity, recipient };
  } finally {
    close();
  }
};

/** A take-home copy of the newest backup, made by the library's own worker and fetched as its download is. */
export const takeHome = async (
  dataDir: string,
  managerId: string,
  recipient: string,
  folder: string,
): Promise<readonly string[]> => {
  const { system, s3, names, close } = localDeployment(dataDir);
  try {
    const backup = await newestKept(system);
    if (backup === undefined) throw new Error('there is no backup to take home');
    const { context } = callAs(system, managerId);
    const takeHomeId = context.newId();
    const { job, fragments } = requestJobTx(context, takeHomeRequest(takeHomeId));
    const copy: TakeHome = {
      ...born(context, takeHomeId),
      entity: 'take-home',
      state: 'running',
      requestedBy: managerId,
      jobId: job.id,
      backupId: backup.id,
      exportTime: backup.exportTime,
      recipient,
      records: backup.records,
      parts: [],
      linked: [],
    };
    await system.commit([...startTakeHomeTx(context, copy), ...fragments], context.changeId);
    await follow(system, job.id);
    const made = await readTakeHome(system, takeHomeId);
    const files: string[] = [];
    for (const { part, fileName } of made?.value.parts ?? []) {
      const object = { Bucket: names.workBucket, Key: partKey(takeHomeId, part) };
      const { Body } = await s3.send(new GetObjectCommand(object));
      const file = join(folder, fileName);
      writeFileSync(file, (await Body?.transformToByteArray()) ?? '');
      files.push(file);
    }
    return files;
  } finally {
    close();
  }
};
