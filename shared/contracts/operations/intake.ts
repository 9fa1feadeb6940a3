import * as z from 'zod';
import { CopyMapping, ImportDefaults, ImportOutcome, ImportPreview, UploadView } from '../intake.ts';
import { JobView } from '../jobs.ts';
import { operation } from '../operation.ts';
import { Cursor, line, page, Sha256Hex, Ulid } from '../values.ts';

const capability = 'intake' as const;
const staffSite = ['console'] as const;
const run = { permission: 'imports.run' } as const;
const partNumber = z.int().min(1).max(10_000);
const uploadId = z.strictObject({ uploadId: Ulid });

export const intakeOperations = [
  operation({
    id: 'upload.open',
    capability,
    method: 'POST',
    path: '/uploads',
    who: run,
    sites: staffSite,
    effect: 'write',
    idempotent: true,
    input: z.strictObject({ fileName: line(255), size: z.int().min(0) }),
    output: UploadView,
    errors: ['file-too-large', 'invalid-input', 'idempotency-reused'],
    summary: 'Begin to send a catalogue file.',
  }),
  operation({
    id: 'upload.parts',
    capability,
    method: 'POST',
    path: '/uploads/{uploadId}/parts',
    who: run,
    sites: staffSite,
    effect: 'read',
    input: z.strictObject({
      uploadId: Ulid,
      parts: z
        .array(z.strictObject({ part: partNumber, sha256: Sha256Hex }))
        .min(1)
        .max(20),
    }),
    output: z.strictObject({
      urls: z.array(z.strictObject({ part: partNumber, url: z.string(), headers: z.record(z.string(), z.string()) })),
    }),
    errors: ['not-found', 'upload-expired'],
    summary: 'Get addresses to send parts to, good for fifteen minutes.',
  }),
  operation({
    id: 'upload.complete',
    capability,
    method: 'POST',
    path: '/uploads/{uploadId}/complete',
    who: run,
    sites: staffSite,
    effect: 'write',
    input: z.strictObject({
      uploadId: Ulid,
      parts: z
        .array(z.strictObject({ part: partNumber, etag: z.string().max(200), sha256: Sha256Hex }))
        .min(1)
        .max(1000),
    }),
    output: UploadView,
    errors: ['not-found', 'upload-incomplete', 'upload-expired'],
    summary: 'Say that every part was sent.',
  }),
  operation({
    id: 'upload.get',
    capability,
    method: 'GET',
    path: '/uploads/{uploadId}',
    who: run,
    sites: staffSite,
    effect: 'read',
    input: uploadId,
    output: UploadView,
    errors: ['not-found'],
    summary: 'See what the checks said of a file.',
  }),
  operation({
    id: 'upload.preview',
    capability,
    method: 'GET',
    path: '/uploads/{uploadId}/preview',
    who: run,
    sites: staffSite,
    effect: 'read',
    input: uploadId,
    output: ImportPreview,
    errors: ['not-found', 'upload-not-released'],
    summary: 'See what an import of this file would bring.',
  }),
  operation({
    id: 'import.start',
    capability,
    method: 'POST',
    path: '/imports',
    who: run,
    sites: staffSite,
    effect: 'write',
    idempotent: true,
    input: z.strictObject({ uploadId: Ulid, mapping: CopyMapping, defaults: ImportDefaults }),
    output: JobView,
    errors: ['not-found', 'upload-not-released', 'job-running', 'idempotency-reused'],
    summary: 'Import a released file.',
  }),
  operation({
    id: 'import.report',
    capability,
    method: 'GET',
    path: '/imports/{jobId}/report',
    who: { permission: 'jobs.read' },
    sites: staffSite,
    effect: 'read',
    input: z.strictObject({ jobId: Ulid, only: z.enum(['repaired', 'refused']).optional(), cursor: Cursor.optional() }),
    output: page(ImportOutcome),
    errors: ['not-found', 'invalid-input'],
    summary: 'See record by record what an import did.',
  }),
] as const;
