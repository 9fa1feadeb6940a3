import type { Fragment } from '../../aws/transaction.ts';
import type { StepResult, Work } from '../../jobs/run-job.ts';
import { changeBackupTx, keptBackups, readBackup } from '../backup-store.ts';
import { linkOf } from '../chain.ts';
import { type BackupManifest, sha256Of, TOOL } from '../manifest.ts';
import { bucketVersions } from '../reader.ts';
import { lockModeOf, yearlyLockOf } from '../rules.ts';
import { newSeen, readLayers, readStateFile, stateFiles } from '../state-reader.ts';
import { beating } from '../vault-stage.ts';
import { cataloguePieces, type Piece } from './catalogue-pieces.ts';
import { UPKEEP_STEP_MS, type UpkeepCursor, type UpkeepParts, type YearlyCursor } from './upkeep-job.ts';

const folder = (year: string): string => `yearly-catalogue/${year}/`;
const manifestOf = (year: string): string => `${folder(year)}manifest.json`;

const README = `This is the catalogue of a library as it was when "exportTime" in manifest.json says.

catalogue-*.mrc   MARC 21 records (ISO 2709, UTF-8). Joined one after the other they are one file:
                  cat catalogue-*.mrc > catalogue.mrc
catalogue-*.xml   records that are too long for that format, as MARCXML
titles-*.jsonl    one line of JSON for every title, also of those that lay in the bin
items-*.jsonl     one line of JSON for every copy of a title; "titleId" is the "id" of its title

manifest.json names every file with its size and SHA-256. There is nothing about readers or loans in here.
`;

/** The newest backup that was proved. */
const provedBackup = async (parts: UpkeepParts, now: Date) =>
  (await keptBackups(parts.system, now)).find(({ proof }) => proof?.passed === true);

const put = async (
  parts: UpkeepParts,
  { year, until }: Pick<YearlyCursor, 'year' | 'until'>,
  { name, bytes }: Piece,
): Promise<{ name: string; versionId: string; bytes: number; sha256: string }> => {
  const sha256 = sha256Of(bytes);
  const lock = { mode: lockModeOf(parts.protection), until: new Date(until) };
  const versionId = await parts.backups.put({ key: `${folder(year)}${name}`, size: bytes.length, sha256, lock }, bytes);
  return { name, versionId, bytes: bytes.length, sha256 };
};

const begin = async (parts: UpkeepParts, work: Work, cursor: UpkeepCursor): Promise<StepResult> => {
  const year = cursor.at.slice(0, 4);
  const standing = await parts.backups.current(manifestOf(year));
  const source = standing === undefined ? await provedBackup(parts, new Date(cursor.at)) : undefined;
  if (source === undefined) return done(work, cursor, []);
  const until = yearlyLockOf(parts.protection, new Date(cursor.at)).until.toISOString();
  const yearly: YearlyCursor = { year, backupId: source.id, until, done: 0, files: [], titles: 0, items: 0 };
  await work.save([], { cursor: { ...cursor, yearly } });
  return { next: 'more' };
};

const done = (work: Work, { extended, missing, yearly }: UpkeepCursor, fragments: readonly Fragment[]): StepResult => ({
  next: 'done',
  tally: { ...work.progress.tally, extended, missing, titles: yearly?.titles ?? 0, items: yearly?.items ?? 0 },
  fragments,
});

const sourceOf = async (parts: UpkeepParts, yearly: YearlyCursor) => {
  const record = await readBackup(parts.system, yearly.backupId);
  const ref = record === undefined ? undefined : linkOf(record.value);
  if (record === undefined || ref === undefined) throw new Error('the backup of the yearly catalogue is gone');
  return { record, ref };
};

/** Writes the files of the catalogue, one file of the backup after the other. */
const write = async (
  parts: UpkeepParts,
  work: Work,
  from: UpkeepCursor & { readonly yearly: YearlyCursor },
): Promise<StepResult> => {
  const open = bucketVersions(parts.backups);
  const { ref } = await sourceOf(parts, from.yearly);
  const layers: readonly BackupManifest[] = await readLayers(open, ref);
  const files = stateFiles(layers, ['records']);
  const began = parts.system.clock().getTime();
  const beat = beating(parts, work);
  const seen = newSeen();
  let { yearly } = from;
  for (const [index, file] of files.entries()) {
    const before = index < from.yearly.done;
    if (before && file.window === undefined) continue;
    const pieces = cataloguePieces(String(index).padStart(4, '0'), parts.marcOf);
    const kept: YearlyCursor['files'] = [];
    for await (const rows of readStateFile(open, file, seen)) {
      if (!before) for (const piece of pieces.take(rows)) kept.push(await put(parts, yearly, piece));
      await beat();
    }
    if (before) continue;
    for (const piece of pieces.end()) kept.push(await put(parts, yearly, piece));
    yearly = {
      ...yearly,
      done: index + 1,
      files: [...yearly.files, ...kept],
      titles: yearly.titles + pieces.counts.titles,
      items: yearly.items + pieces.counts.items,
    };
    await work.save([], { cursor: { ...from, yearly } });
    if (parts.system.clock().getTime() - began > UPKEEP_STEP_MS) return { next: 'more' };
  }
  return finish(parts, work, { ...from, yearly });
};

/** The manifest comes last: without it there is no catalogue of this year, and next week makes another try. */
const finish = async (
  parts: UpkeepParts,
  work: Work,
  cursor: UpkeepCursor & { readonly yearly: YearlyCursor },
): Promise<StepResult> => {
  const { yearly } = cursor;
  const { record, ref } = await sourceOf(parts, yearly);
  const readme = await put(parts, yearly, { name: 'README.txt', bytes: Buffer.from(README) });
  const manifest = {
    format: 'strongroom-catalogue-1',
    tool: TOOL,
    year: yearly.year,
    backup: { backupId: record.value.id, exportTime: record.value.exportTime, manifestHash: ref.hash },
    counts: { titles: yearly.titles, items: yearly.items },
    files: [...yearly.files, readme].map(({ name, bytes, sha256, versionId }) => ({ name, bytes, sha256, versionId })),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const { versionId } = await put(parts, yearly, { name: 'manifest.json', bytes });
  const mark = { year: yearly.year, key: manifestOf(yearly.year), versionId };
  const told = changeBackupTx(work.context, record, { yearly: mark }, 'backup.catalogue-kept', {
    year: yearly.year,
    titles: yearly.titles,
    manifestHash: sha256Of(bytes),
  });
  return done(work, cursor, told);
};

/** The catalogue of this year, made from the newest proved backup, unless it is there already. */
export const yearlyCatalogue = (parts: UpkeepParts, work: Work, cursor: UpkeepCursor): Promise<StepResult> => {
  const { yearly } = cursor;
  return yearly === undefined ? begin(parts, work, cursor) : write(parts, work, { ...cursor, yearly });
};
