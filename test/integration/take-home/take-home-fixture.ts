import { KMSClient } from '@aws-sdk/client-kms';
import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import type { Call } from '../../../shared/aws/call.ts';
import { linkTo } from '../../../shared/aws/download-link.ts';
import { keptBucket } from '../../../shared/aws/kept-objects.ts';
import { recoveryTx } from '../../../shared/aws/recovery-key.ts';
import { uploadStream } from '../../../shared/aws/stream-upload.ts';
import { takeHomeHandlers } from '../../../shared/backups/take-home/operations.ts';
import { PART_LIMIT } from '../../../shared/backups/take-home/plan.ts';
import { takeHomeRunner } from '../../../shared/backups/take-home/run-take-home.ts';
import type { TakeHomeParts } from '../../../shared/backups/take-home/take-home-job.ts';
import { portableMarc } from '../../../shared/catalogue/portable-marc.ts';
import { recoverySheetHandlers } from '../../../shared/settings/recovery-sheet.ts';
import { readSettings } from '../../../shared/settings/settings-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud } from '../../support/small-cloud.ts';

const SECOND = '01J0000000000000000000SEC0';

/** A manager as the HTTP chain would hand them over: with the rights that approvals look at. */
export const asManager = (cloud: SmallCloud, requestHash: string, ifMatch = 0): Call => ({
  ...callAs(cloud.system, cloud.managerId, ifMatch),
  requestHash,
  actor: {
    personId: cloud.managerId,
    kind: 'staff',
    role: 'manager',
    name: 'Maria Manager',
    certificates: [],
    site: 'console',
    deviceClass: 'own',
    authTime: new Date(),
  },
});

export const takeHomeOf = (cloud: SmallCloud) =>
  takeHomeHandlers(cloud.system, {
    recipient: async () => (await readSettings(cloud.system))?.value.recovery?.recipient,
    linkTo: async (...ask) => {
      const endpoint = await cloud.s3.config.endpoint?.();
      if (endpoint === undefined) throw new Error('the store has no address');
      return linkTo(cloud.system.dynamo, buckets.work, `http://${endpoint.hostname}:${endpoint.port}`)(...ask);
    },
  });

export const useSheet = async (cloud: SmallCloud, recipient: string) => {
  const kms = new KMSClient({
    region: cloud.environment['AWS_REGION'] ?? '',
    endpoint: cloud.environment['AWS_ENDPOINT_URL_KMS'] ?? '',
    credentials: {
      accessKeyId: cloud.environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: cloud.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  const before = await readSettings(cloud.system);
  const version = before?.value.version ?? 0;
  try {
    const handlers = recoverySheetHandlers(cloud.system, recoveryTx(cloud.system, kms));
    return await handlers['settings.recovery-sheet'](callAs(cloud.system, cloud.managerId, version), { recipient });
  } finally {
    kms.destroy();
  }
};

/** Asks for a copy, has a second person agree, and asks again. */
export const startWithTwo = async (cloud: SmallCloud, backupId: string, hash = 'e'.repeat(64)) => {
  const start = () => takeHomeOf(cloud)['take-home.start'](asManager(cloud, hash), { backupId });
  const refused = await start().then(
    () => undefined,
    (error: unknown) => error,
  );
  const approvals = approvalHandlers(cloud.system);
  const { rows } = await approvals['approval.list'](callAs(cloud.system, SECOND), {});
  const waiting = rows.find((row) => row.state === 'waiting' && row.operation === 'take-home.start');
  if (waiting !== undefined)
    await approvals['approval.give'](callAs(cloud.system, SECOND, waiting.version), { approvalId: waiting.approvalId });
  return { refused, asked: waiting, job: await start() };
};

export const takeHomePartsOf = (cloud: SmallCloud, more: Partial<TakeHomeParts> = {}): TakeHomeParts => ({
  system: cloud.system,
  backups: keptBucket(cloud.s3, buckets.backups),
  store: (key, source, stored) => uploadStream(cloud.s3, { bucket: buckets.work, key }, source, stored),
  libraryName: async () => (await cloud.system.library()).settings.libraryName,
  marcOf: portableMarc,
  tmp: cloud.dir,
  partLimit: PART_LIMIT,
  ...more,
});

export const makeCopy = async (cloud: SmallCloud, jobId: string, more: Partial<TakeHomeParts> = {}) =>
  workOff(cloud.system, takeHomeRunner(takeHomePartsOf(cloud, more)), jobId, async () => undefined);

/** Downloads a part by its link, as a browser would. */
export const download = async (cloud: SmallCloud, takeHomeId: string, part: number) => {
  const link = await takeHomeOf(cloud)['take-home.link'](callAs(cloud.system, cloud.managerId), { takeHomeId, part });
  const answer = await fetch(link.url);
  return { link, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
