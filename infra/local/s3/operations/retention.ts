import * as z from 'zod';
import { documentBody } from '../body.ts';
import type { Core } from '../core.ts';
import { S3Error } from '../errors.ts';
import { checkRetentionChange, parseRetention } from '../lock.ts';
import { requireVersion } from '../lookup.ts';
import { requireBypass } from '../new-object.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';
import { parseXml, xmlDocument } from '../xml.ts';

const retentionSchema = z.strictObject({
  Retention: z.union([
    z.strictObject({ Mode: z.string(), RetainUntilDate: z.string() }),
    z.literal('').transform(() => undefined),
  ]),
});
const holdSchema = z.strictObject({ LegalHold: z.strictObject({ Status: z.enum(['ON', 'OFF']) }) });

function versionFor(core: Core, call: Call, action: string): Version {
  const { bucket, key } = call;
  const access = core.authoriser.require(call, action, { bucket, key });
  if (!core.buckets.get(bucket).config.objectLock) {
    throw new S3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  return requireVersion(core, { bucket, key, versionId: call.query.get('versionId') }, access);
}

function noConfiguration(): S3Error {
  return new S3Error('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration');
}

export async function getObjectRetention(core: Core, call: Call): Promise<Answer> {
  const { retention } = versionFor(core, call, 'GetObjectRetention');
  if (!retention) throw noConfiguration();
  const body = xmlDocument('Retention', { Mode: retention.mode, RetainUntilDate: retention.until.toISOString() });
  return { status: 200, headers: {}, body };
}

export async function putObjectRetention(core: Core, call: Call): Promise<Answer> {
  const { Retention } = parseXml(await documentBody(call, { checksumRequired: true }), retentionSchema);
  const bypass = requireBypass(core, call, call.key);
  const wanted = Retention && parseRetention(Retention.Mode, Retention.RetainUntilDate, core.now());
  core.database.transaction(() => {
    const version = versionFor(core, call, 'PutObjectRetention');
    checkRetentionChange(version, wanted, core.now(), bypass);
    core.versions.setRetention(version, wanted);
  });
  return { status: 200, headers: {} };
}

export async function getObjectLegalHold(core: Core, call: Call): Promise<Answer> {
  const version = versionFor(core, call, 'GetObjectLegalHold');
  const body = xmlDocument('LegalHold', { Status: version.legalHold ? 'ON' : 'OFF' });
  return { status: 200, headers: {}, body };
}

export async function putObjectLegalHold(core: Core, call: Call): Promise<Answer> {
  const { LegalHold } = parseXml(await documentBody(call, { checksumRequired: true }), holdSchema);
  core.database.transaction(() => {
    const version = versionFor(core, call, 'PutObjectLegalHold');
    core.versions.setLegalHold(version, LegalHold.Status === 'ON');
  });
  return { status: 200, headers: {} };
}
