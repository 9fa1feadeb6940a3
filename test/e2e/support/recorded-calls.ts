import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';

const Call = z.strictObject({
  service: z.string(),
  action: z.string(),
  resource: z.string(),
  principal: z.string(),
  context: z.record(z.string(), z.string()),
});

/** Every different call that the functions of a library made of AWS, over all its runs. Stop the library first. */
export const recordedCalls = (dataDir: string): readonly AwsCall[] => {
  const folder = join(dataDir, 'calls');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return lines.filter((line) => line !== '').map((line) => Call.parse(JSON.parse(line)));
};
