import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { pageHeaders } from './commands.ts';

/**
 * Puts both sites into the web bucket. Documents go last, so that no page names a file that is not there yet;
 * old files stay, because an open page may still ask for them. Gives how many files there are.
 */
export const publishPages = async (region: string, bucket: string, dist: string): Promise<number> => {
  const files = globSync('{console,catalogue}/**/*', { cwd: dist, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const isDocument = (file: string): boolean => file.endsWith('.html');
  const ordered = [...files.filter((file) => !isDocument(file)), ...files.filter(isDocument)];
  const s3 = new S3Client({ region });
  for (const file of ordered) {
    const Key = file
      .slice(dist.length + 1)
      .split(sep)
      .join('/');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(file), ...pageHeaders(Key) }));
  }
  return ordered.length;
};
