import { secondPersonTx } from '../../approvals/second-person.ts';
import { namesOf } from '../../audit/ledger-store.ts';
import type { Handlers } from '../../aws/call.ts';
import { born } from '../../aws/change.ts';
import { openCursor, sealCursor } from '../../aws/cursor.ts';
import type { LinkTo } from '../../aws/download-link.ts';
import type { System } from '../../aws/system.ts';
import type { TakeHome, TakeHomeView } from '../../contracts/take-home.ts';
import { requestJobTx } from '../../jobs/job-store.ts';
import { newJobView } from '../../jobs/views.ts';
import { AppError } from '../../kernel/app-error.ts';
import { readBackup } from '../backup-store.ts';
import { takeHomeRequest } from './take-home-job.ts';
import { changeTakeHomeTx, partKey, readTakeHome, startTakeHomeTx, takeHomePage } from './take-home-store.ts';

/** A link has to be followed within this time; a download that has begun may take as long as it needs. */
const LINK_SECONDS = 60;

const view = (copy: TakeHome, madeBy: string | undefined): TakeHomeView => ({
  takeHomeId: copy.id,
  version: copy.version,
  state: copy.state,
  jobId: copy.jobId,
  backupId: copy.backupId,
  exportTime: copy.exportTime,
  recipient: copy.recipient,
  records: copy.records,
  parts: copy.parts,
  createdAt: copy.createdAt,
  ...(madeBy === undefined ? {} : { madeBy }),
  ...(copy.readyAt === undefined ? {} : { readyAt: copy.readyAt }),
  ...(copy.expiresAt === undefined ? {} : { expiresAt: copy.expiresAt }),
  ...(copy.takenAt === undefined ? {} : { takenAt: copy.takenAt }),
});

export interface TakeHomePorts {
  /** The recipient of the recovery sheet in use, read anew: it may have been set a moment ago. */
  readonly recipient: () => Promise<string | undefined>;
  readonly linkTo: LinkTo;
}

type Ids = 'take-home.list' | 'take-home.start' | 'take-home.link';

export const takeHomeHandlers = (system: System, ports: TakeHomePorts): Pick<Handlers<'backups'>, Ids> => ({
  'take-home.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'take-home', cursor);
    const page = await takeHomePage(system, 25, from);
    const names = await namesOf(
      system,
      page.copies.map(({ requestedBy }) => requestedBy),
    );
    return {
      rows: page.copies.map((copy) => view(copy, names.get(copy.requestedBy))),
      ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'take-home', page.next) }),
    };
  },
  'take-home.start': async (call, { backupId }) => {
    const backup = (await readBackup(system, backupId))?.value;
    if (backup?.state !== 'kept') throw new AppError('not-found', { entity: 'backup' });
    if (backup.proof?.passed !== true) throw new AppError('backup-not-proved');
    const recipient = await ports.recipient();
    if (recipient === undefined) throw new AppError('no-recovery-sheet');
    const { records, exportTime } = backup;
    const agreed = await secondPersonTx(system, call, {
      operation: 'take-home.start',
      requestHash: call.requestHash,
      preview: { code: 'take-home.start', params: { records, at: exportTime } },
      records,
    });
    const takeHomeId = call.context.newId();
    const { job, fragments } = requestJobTx(call.context, takeHomeRequest(takeHomeId));
    const copy: TakeHome = {
      ...born(call.context, takeHomeId),
      entity: 'take-home',
      state: 'running',
      requestedBy: call.personId,
      jobId: job.id,
      backupId,
      exportTime,
      recipient,
      records,
      parts: [],
      linked: [],
    };
    return call.commit([...agreed, ...startTakeHomeTx(call.context, copy), ...fragments], newJobView(job, 'bytes'));
  },
  'take-home.link': async (call, { takeHomeId, part }) => {
    const before = await readTakeHome(system, takeHomeId);
    const file = before?.value.parts.find((each) => each.part === part);
    const { expiresAt = '' } = before?.value ?? {};
    if (before?.value.state !== 'ready' || file === undefined || Date.parse(expiresAt) <= call.now.getTime())
      throw new AppError('not-found', { entity: 'take-home' });
    const linked = [...new Set([...before.value.linked, part])].toSorted((a, b) => a - b);
    const isTaken = before.value.takenAt === undefined && linked.length === before.value.parts.length;
    const url = await ports.linkTo(partKey(takeHomeId, part), file.fileName, LINK_SECONDS);
    const content = { linked, ...(isTaken ? { takenAt: call.now.toISOString() } : {}) };
    const params = before.value.parts.length === 1 ? {} : { part };
    return call.commit(changeTakeHomeTx(call.context, before, content, 'take-home.linked', params), {
      url,
      fileName: file.fileName,
      bytes: file.bytes,
      sha256: file.sha256,
      until: new Date(call.now.getTime() + LINK_SECONDS * 1000).toISOString(),
    });
  },
});
