import { setTimeout as sleep } from 'node:timers/promises';
import { recoverables } from '../../../functions/backups/recoverables.ts';
import type { System } from '../../../shared/aws/system.ts';
import type { OpenVersion } from '../../../shared/backups/reader.ts';
import { keepImages } from '../../../shared/backups/time-machine/keep-images.ts';
import { recoveryHandlers } from '../../../shared/backups/time-machine/operations.ts';
import { planRunner } from '../../../shared/backups/time-machine/plan-runner.ts';
import { restoreRunner } from '../../../shared/backups/time-machine/restore-runner.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import type { RecoveryScope } from '../../../shared/contracts/recovery.ts';
import { type Runner, runnerByKind } from '../../../shared/jobs/run-job.ts';
import { undoBatchRunner } from '../../../shared/jobs/undo-batch.ts';
import type { Actor } from '../../../shared/kernel/actor.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';

const wait = async () => undefined;

/** Accounts by person: what going back did to them. */
export const rememberingPool = () => {
  const disabled = new Set<string>();
  return {
    disabled,
    enable: async (id: string) => void disabled.delete(id),
    disable: async (id: string) => void disabled.add(id),
  };
};

/** The time machine of one container, and a manager at it. */
export const machineOf = (system: System, staffId: string, open: OpenVersion = async () => undefined) => {
  const pool = rememberingPool();
  const known = recoverables(system, pool);
  const recovery = recoveryHandlers(system, known);
  const catalogue = catalogueHandlers(system);
  const runner: Runner = runnerByKind({
    'restore-plan': planRunner({ system, recoverables: known, keepImages: keepImages(system, open) }),
    restore: restoreRunner({ system, recoverables: known }),
    'batch-undo': undoBatchRunner(system, known),
  });
  const manager = (personId: string): Actor => ({
    personId,
    kind: 'staff',
    role: 'manager',
    site: 'console',
    name: 'Maria',
    certificates: [],
    deviceClass: 'own',
    authTime: system.clock(),
    branches: undefined,
    leftAt: undefined,
    freshFor: undefined,
  });
  const call = (ifMatch = 0, personId = staffId) => ({
    ...callAs(system, personId, ifMatch),
    actor: manager(personId),
  });
  const plan = async (scope: RecoveryScope) => {
    const { jobId } = await recovery['recovery.plan'](call(), { scope });
    await workOff(system, runner, jobId, wait);
    const preview = await recovery['recovery.preview'](call(), { jobId });
    if (preview.plan === undefined) throw new Error(`the plan did not end: ${JSON.stringify(preview)}`);
    return { jobId, ...preview.plan };
  };
  type Choices = { conflicts?: 'keep' | 'replace'; leaveOut?: string[]; reason?: string };
  const ask = (planned: { jobId: string; planHash: string }, choices: Choices = {}) =>
    recovery['recovery.restore'](call(), { ...planned, conflicts: 'replace', ...choices });
  const work = async (jobId: string) => (await workOff(system, runner, jobId, wait)).job;
  return {
    system,
    pool,
    recovery,
    runner,
    call,
    plan,
    ask,
    work,
    /** Plans and restores at once, as few records may be. */
    restore: async (scope: RecoveryScope, choices: Choices = {}) => work((await ask(await plan(scope), choices)).jobId),
    undo: async (batchId: string) => work((await catalogue['batch.undo'](call(), { batchId })).jobId),
    rows: async (jobId: string) => {
      const rows = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<(typeof recovery)['recovery.rows']>> = await recovery['recovery.rows'](call(), {
          jobId,
          ...(cursor === undefined ? {} : { cursor }),
        });
        rows.push(...page.rows);
        cursor = page.next;
      } while (cursor !== undefined);
      return rows;
    },
    /** A moment between what was done and what is done next. */
    moment: async () => {
      await sleep(2);
      const at = system.clock().toISOString();
      await sleep(2);
      return at;
    },
  };
};

export type Machine = ReturnType<typeof machineOf>;
