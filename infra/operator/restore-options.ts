import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Wish } from '../../shared/backups/rebuild/source.ts';
import { readTypedSheet } from '../../shared/contracts/recovery-sheet.ts';
import { Refused } from './refused.ts';

export const USAGE = `npm run --silent restore -- --from FILE|BUCKET|DIR [--identity FILE] [--data DIR] [--backup ID | --at MOMENT] [--invite-patrons]
  --from FILE         a take-home copy; give --from again for each part of it
  --from BUCKET       the bucket with the backups (also s3://BUCKET), in the account of your AWS credentials
  --from DIR          a folder copied from that bucket, or the data folder of a library that runs on this machine
  --identity FILE     a text file with the letters of the recovery sheet
  --data DIR          restore into the library that runs from this folder; without it, into the cloud of cdk.json
  --backup ID         this backup, not the newest
  --at MOMENT         the newest that shows this moment or one before it: 2026-11-23T08:00:00Z
  --invite-patrons    patrons with an e-mail address get their invitation now, not on their next visit`;

export type From =
  | { readonly kind: 'take-home'; readonly files: readonly string[] }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'library'; readonly folder: string }
  | { readonly kind: 'bucket'; readonly bucket: string };

export interface RestoreOptions {
  readonly from: From;
  readonly identity: string | undefined;
  readonly data: string | undefined;
  readonly wish: Wish;
  readonly invitePatrons: boolean;
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const fromOf = (given: readonly string[]): From => {
  const [first, ...more] = given;
  if (first === undefined) throw new Refused(`Say where the backup is: --from FILE, BUCKET or DIR.\n${USAGE}`);
  if (existsSync(first) && statSync(first).isDirectory()) {
    if (more.length > 0) throw new Refused('Several --from are for the parts of a take-home copy; a folder is one.');
    const folder = resolve(first);
    return { kind: existsSync(resolve(folder, 'version.json')) ? 'library' : 'folder', folder };
  }
  if (existsSync(first)) {
    const missing = more.find((file) => !existsSync(file));
    if (missing !== undefined) throw new Refused(`There is no file ${missing}.`);
    return { kind: 'take-home', files: given };
  }
  const bucket = first.replace(/^s3:\/\//, '').replace(/\/$/, '');
  if (more.length > 0 || !bucketName.test(bucket))
    throw new Refused(`There is no file or folder ${first}, and no bucket can have that name.`);
  return { kind: 'bucket', bucket };
};

const words: Readonly<Record<string, string>> = {
  'sheet.letter': 'it has a letter that no recovery sheet has',
  'sheet.group-length': 'a group has too few or too many letters',
  'sheet.length': 'letters are missing, or there are too many',
  'sheet.groups-wrong': 'one or two letters are mistyped',
  'sheet.wrong': 'letters are mistyped',
};

/** The identity in a text file: as `age` writes it, or as a person typed it from the sheet. */
const identityOf = (file: string): string => {
  if (!existsSync(file)) throw new Refused(`There is no file ${file}.`);
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const { identity, problem } = readTypedSheet(lines.filter((line) => !line.startsWith('#')).join('\n'));
  if (problem === undefined) return identity;
  const { group, groups } = { group: undefined, groups: undefined, ...problem.params };
  const where = group ?? groups;
  throw new Refused(
    `What is in ${file} is no recovery sheet: ${words[problem.code] ?? 'it cannot be read'}` +
      `${where === undefined ? '' : ` (group ${where})`}. Compare it with the paper, group by group.`,
  );
};

const Moment = z.iso.datetime({ offset: true });

/** Reads what was typed. Throws `Refused`, or what `parseArgs` throws for an option nobody knows. */
export const readRestoreOptions = (args: readonly string[]): RestoreOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string', multiple: true, default: [] },
      identity: { type: 'string' },
      data: { type: 'string' },
      backup: { type: 'string' },
      at: { type: 'string' },
      'invite-patrons': { type: 'boolean', default: false },
    },
  });
  if (values.at !== undefined && !Moment.safeParse(values.at).success)
    throw new Refused(`--at wants a moment like 2026-11-23T08:00:00Z, not "${values.at}".`);
  return {
    from: fromOf(values.from),
    identity: values.identity === undefined ? undefined : identityOf(values.identity),
    data: values.data,
    wish: { backupId: values.backup, at: values.at },
    invitePatrons: values['invite-patrons'],
  };
};
