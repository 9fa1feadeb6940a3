import * as z from 'zod';
import { documentBody } from '../body.ts';
import { versionHeader } from '../commit.ts';
import type { Core } from '../core.ts';
import { requireVersion } from '../lookup.ts';
import { checkTags } from '../object-headers.ts';
import type { Tags } from '../object-meta.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';
import { parseXml, xmlDocument } from '../xml.ts';

const tagSchema = z.strictObject({ Key: z.string(), Value: z.string() });
const schema = z.strictObject({
  Tagging: z.strictObject({
    TagSet: z.union([
      z.strictObject({ Tag: z.union([z.array(tagSchema), tagSchema.transform((one) => [one])]).default([]) }),
      z.literal('').transform(() => ({ Tag: [] })),
    ]),
  }),
});

function versionFor(core: Core, call: Call, verb: 'Get' | 'Put' | 'Delete'): Version {
  const versionId = call.query.get('versionId');
  const action = `${verb}Object${versionId === undefined ? '' : 'Version'}Tagging`;
  const access = core.authoriser.require(call, action, call);
  return requireVersion(core, { bucket: call.bucket, key: call.key, versionId }, access);
}

function change(core: Core, call: Call, verb: 'Put' | 'Delete', tags: Tags, status: number): Answer {
  const version = core.database.transaction(() => {
    const found = versionFor(core, call, verb);
    core.versions.setTags(found, tags);
    return found;
  });
  return { status, headers: versionHeader(core, version) };
}

export async function getObjectTagging(core: Core, call: Call): Promise<Answer> {
  const version = versionFor(core, call, 'Get');
  const body = xmlDocument('Tagging', { TagSet: { Tag: version.tags } });
  return { status: 200, headers: versionHeader(core, version), body };
}

export async function putObjectTagging(core: Core, call: Call): Promise<Answer> {
  const text = await documentBody(call, { checksumRequired: true });
  return change(core, call, 'Put', checkTags(parseXml(text, schema).Tagging.TagSet.Tag), 200);
}

export async function deleteObjectTagging(core: Core, call: Call): Promise<Answer> {
  return change(core, call, 'Delete', [], 204);
}
