import * as z from 'zod';
import { documentBody } from '../body.ts';
import type { Core } from '../core.ts';
import { asS3Error, S3Error } from '../errors.ts';
import { checkKey } from '../target.ts';
import type { Answer, Call } from '../types.ts';
import { parseXml, type XmlNode, xmlDocument } from '../xml.ts';
import { deleteOne } from './delete-object.ts';

const objectSchema = z.strictObject({ Key: z.string().min(1), VersionId: z.string().min(1).optional() });
const schema = z.strictObject({
  Delete: z.strictObject({
    Object: z.union([z.array(objectSchema).max(1000), objectSchema.transform((one) => [one])]),
    Quiet: z.enum(['true', 'false']).optional(),
  }),
});

function deleteEntry(
  core: Core,
  call: Call,
  key: string,
  versionId: string | undefined,
): { deleted: XmlNode } | { error: XmlNode } {
  try {
    const done = deleteOne(core, call, checkKey(key), versionId);
    const marker = done.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: done.versionId } : {};
    return { deleted: { Key: key, VersionId: versionId, ...marker } };
  } catch (error) {
    const known = asS3Error(error);
    return { error: { Key: key, VersionId: versionId, Code: known.code, Message: known.message } };
  }
}

/** Up to a thousand deletions; each stands or falls alone and says so. */
export async function deleteObjects(core: Core, call: Call): Promise<Answer> {
  core.buckets.get(call.bucket);
  const request = parseXml(await documentBody(call, { checksumRequired: true }), schema).Delete;
  if (request.Object.length === 0) throw new S3Error('MalformedXML', 'The XML names no object to delete.');
  const outcomes = request.Object.map(({ Key, VersionId }) => deleteEntry(core, call, Key, VersionId));
  const deleted = outcomes.flatMap((outcome) => ('deleted' in outcome ? [outcome.deleted] : []));
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const body = xmlDocument('DeleteResult', { Deleted: request.Quiet === 'true' ? [] : deleted, Error: errors });
  return { status: 200, headers: {}, body };
}
