import { randomBytes } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opensCanary, openWithClassKey } from '../../../shared/aws/keyring.ts';
import { openClassKey, recoveryTx } from '../../../shared/aws/recovery-key.ts';
import { manifestKey } from '../../../shared/backups/manifest.ts';
import { bucketVersions } from '../../../shared/backups/reader.ts';
import { readLayers, readState } from '../../../shared/backups/state-reader.ts';
import { PatronSecret } from '../../../shared/contracts/patrons.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, kmsOf, newestBackup, openJob, proofPartsOf, prove, proveAgain } from './backup-fixture.ts';

let cloud: SmallCloud;
const identity = generateX25519Identity();
const proved = async () => {
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  return newestBackup(cloud.system);
};

beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(() => cloud.close());

describe('opening what is sealed with what is in the backup alone', () => {
  it('opens the canary of a library that has no patron yet', async () => {
    const { proof } = await proved();
    expect(proof).toMatchObject({ passed: true, opened: { canary: true, recovery: false } });
    expect(proof?.opened).not.toHaveProperty('patron');
  });

  it('opens a patron’s sealed field, and sees the keys for the recovery sheet', async () => {
    await fillLibrary(cloud.system, cloud.managerId, 3);
    const recipient = await identityToRecipient(await identity);
    const seal = recoveryTx(cloud.system, kmsOf(cloud));
    await cloud.system.commit([await seal(recipient)], cloud.system.newId());
    expect((await proved()).proof).toMatchObject({
      passed: true,
      opened: { canary: true, patron: true, recovery: true },
    });
  });

  it('opens both through the recovery sheet, where our KMS is not', async () => {
    const backup = await newestBackup(cloud.system);
    const open = bucketVersions(proofPartsOf(cloud).backups);
    const layers = await readLayers(open, {
      key: manifestKey(backup.class, backup.id),
      versionId: backup.manifestVersionId ?? '',
      hash: backup.manifestHash ?? '',
    });
    const rows = new Map<string, Record<string, { B?: Uint8Array | undefined; S?: string | undefined }>>();
    for await (const group of readState(open, layers, ['keys', 'records']))
      for (const { item } of group) rows.set(`${item['PK']?.S} ${item['SK']?.S}`, item);
    const classKey = rows.get('CLASS#library KEY');
    const plain = await openClassKey(classKey?.['recovery']?.B ?? new Uint8Array(), await identity);
    expect(opensCanary(plain, classKey?.['canary']?.B ?? new Uint8Array())).toBe(true);
    const patrons = [...rows.values()].filter((item) => item['entity']?.S === 'patron' && item['SK']?.S === 'REC');
    expect(patrons).toHaveLength(2);
    for (const patron of patrons) {
      const id = patron['id']?.S ?? '';
      const wrapped = rows.get(`PERSON#${id} KEY`)?.['wrapped']?.B ?? new Uint8Array();
      const secret = PatronSecret.parse(
        openWithClassKey(plain, { id, wrapped }, patron['sealed']?.B ?? new Uint8Array()),
      );
      expect(secret.name).toMatch(/^Patron Número \d 日本$/);
    }
  });

  it('turns red when KMS does not open the key, or opens another', async () => {
    const { id, exportTime } = await newestBackup(cloud.system);
    const shut = await proveAgain(cloud, id, { openClassKey: async () => undefined });
    expect(shut).toMatchObject({ passed: false, opened: { canary: false }, findings: [{ code: 'finding.canary' }] });
    const other = await proveAgain(cloud, id, { openClassKey: async () => new Uint8Array(randomBytes(32)) });
    expect(other.findings.map(({ code }) => code)).toEqual(['finding.canary', 'finding.sealed-field']);
    expect(exportTime).toBe((await newestBackup(cloud.system)).exportTime);
  });
});
