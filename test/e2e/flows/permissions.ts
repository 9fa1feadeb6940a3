import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type IamProof, proveIam } from '../../../infra/local/recorder/prove-iam.ts';
import { startLocalCloud } from '../../../infra/local/runner/cloud.ts';
import { prepare } from '../../../infra/local/start/prepare.ts';
import { recordedCalls } from '../support/recorded-calls.ts';
import type { World } from '../support/world.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Holds what was asked of AWS in all the flows before against the synthesised policies; the library is closed first. */
export const permissionsHeld = (worldOf: () => World) =>
  describe('everything that was asked of AWS meanwhile', () => {
    it('is allowed by the templates: no function asked for what its role, the keys and the buckets do not give', async () => {
      const { library } = worldOf();
      await library.stop();
      const { assemblyDir, pagesDir } = await prepare(ROOT, () => undefined);
      // The same data: keys and queues have the names that were recorded.
      const cloud = await startLocalCloud({ dir: library.dataDir, assemblyDir, pagesDir });
      let proof: IamProof;
      try {
        proof = proveIam(recordedCalls(library.dataDir), cloud.graph, cloud.aws.region);
      } finally {
        await cloud.stop();
      }
      const folder = join(ROOT, 'test-output');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'permissions.json'), `${JSON.stringify(proof, undefined, 2)}\n`);
      expect(proof.missing).toEqual([]);
      // A proof over next to nothing would be none.
      expect(proof.asked).toBeGreaterThan(100);
    });
  });
