import { itemFromJson } from '../../aws/dynamo-json.ts';
import type { DamageKind } from '../../contracts/backups.ts';
import { resumeDigest } from '../digest.ts';
import { type BackupFile, type BackupManifest, manifestBytes } from '../manifest.ts';
import { Damage, type OpenVersion } from '../reader.ts';
import { bytesOf, type DamagedCopy, linesOf, packLines, withLines, withObjects } from './copy.ts';
import type { Place, Target } from './target.ts';

export interface DamageContext {
  readonly open: OpenVersion;
  readonly whole: DamagedCopy;
  readonly target: Target;
  /** The id of a record that is nobody's. */
  readonly foreignId: string;
}

/** A damaged copy, and what the proof has to name to have seen it. */
export interface Damaged {
  readonly copy: DamagedCopy;
  readonly file?: string;
  readonly record?: string;
  /** `settled`: everything in it counts as long done. Another moment: as if the backup had been made just then. */
  readonly moment: 'settled' | Date;
}

const filesOf = ({ whole }: DamageContext): BackupFile[] => whole.layers.flatMap((layer) => layer.files);
const fileAt = (context: DamageContext, key: string): BackupFile => {
  const file = filesOf(context).find((each) => each.key === key);
  if (file === undefined) throw new Damage('finding.file-missing', key);
  return file;
};
const victim = (context: DamageContext): BackupFile => fileAt(context, context.target.record.key);
const nameOf = ({ entity, id }: Place): string => `${entity} ${id}`;

const damagedFile = async (
  context: DamageContext,
  harm: (bytes: Buffer) => Uint8Array | undefined,
): Promise<Damaged> => {
  const file = victim(context);
  const copy = withObjects(context.whole, [[file.key, harm(await bytesOf(context.open, file))]]);
  return { copy, file: file.key, moment: 'settled' };
};

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  const middle = Math.floor(copy.length / 2);
  copy.writeUInt8(copy.readUInt8(middle) ^ 0x01, middle);
  return copy;
};

/** Two files of one backup, each under the other's name. */
const swapped = async (context: DamageContext): Promise<Damaged> => {
  const file = victim(context);
  const other = filesOf(context).find(
    ({ key, kind, sha256 }) => key !== file.key && kind === 'data' && sha256 !== file.sha256,
  );
  if (other === undefined) throw new Damage('finding.file-missing', file.key);
  const copy = withObjects(context.whole, [
    [file.key, await bytesOf(context.open, other)],
    [other.key, await bytesOf(context.open, file)],
  ]);
  return { copy, file: file.key, moment: 'settled' };
};

const withoutManifest = async (context: DamageContext): Promise<Damaged> => {
  const { table } = victim(context);
  const file = filesOf(context).find(
    ({ kind, table: of, key }) => kind === 'manifest' && of === table && key.endsWith('.json'),
  );
  if (file === undefined) throw new Damage('finding.file-missing', 'manifest-summary.json');
  return { copy: withObjects(context.whole, [[file.key, undefined]]), file: file.key, moment: 'settled' };
};

/** A line of a data file; lines are counted as the reader counts them. */
const editLines = async (
  context: DamageContext,
  place: Place,
  edit: (line: string) => readonly string[],
  manifest?: (own: BackupManifest, line: string) => BackupManifest,
): Promise<DamagedCopy> => {
  const lines = linesOf(await bytesOf(context.open, fileAt(context, place.key)));
  const line = lines[place.line - 1];
  if (line?.includes(place.id) !== true) throw new Damage('finding.file-changed', place.key);
  const edited = lines.flatMap((each, index) => (index === place.line - 1 ? edit(each) : [each]));
  return withLines(context.whole, place.key, edited, (own) => manifest?.(own, line) ?? own);
};

const droppedLine = async (context: DamageContext): Promise<Damaged> => {
  const { record } = context.target;
  return { copy: await editLines(context, record, () => []), record: nameOf(record), moment: 'settled' };
};

const foreignRecord = async (context: DamageContext): Promise<Damaged> => {
  const { record } = context.target;
  const copy = await editLines(context, record, (line) => [line, line.replaceAll(record.id, context.foreignId)]);
  return { copy, record: nameOf({ ...record, id: context.foreignId }), moment: 'settled' };
};

const imageIn = (line: string) => {
  const parsed: unknown = JSON.parse(line);
  const fields = new Map(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []);
  return itemFromJson(fields.get('Item') ?? fields.get('NewImage'));
};

/** A record that an export missed whose event it caught: digest and counts are of what the export holds, as they would be. */
const tornTransaction = async (context: DamageContext): Promise<Damaged> => {
  const { newest } = context.target;
  const copy = await editLines(
    context,
    newest,
    () => [],
    (own, line) => {
      const digest = resumeDigest(own.digest.state);
      digest.subtract('records', imageIn(line));
      const { counts } = own;
      const items = { ...counts.items, records: counts.items.records - 1 };
      return {
        ...own,
        digest: { ...own.digest, value: digest.value(), state: digest.state() },
        counts: { ...counts, records: counts.records - 1, items },
      };
    },
  );
  return { copy, record: nameOf(newest), moment: new Date(Date.parse(newest.at) + 1000) };
};

/** backup.json as it would be of an earlier moment, where the one of this backup should be. */
const rolledBack = async ({ whole }: DamageContext): Promise<Damaged> => {
  const own = whole.layers.at(-1);
  if (own === undefined) throw new Damage('finding.file-missing', whole.ref.key);
  const exportTime = new Date(Date.parse(own.exportTime) - 86_400_000).toISOString();
  const copy = withObjects(whole, [[whole.ref.key, manifestBytes({ ...own, exportTime })]]);
  return { copy, file: whole.ref.key, moment: 'settled' };
};

export const damages: Readonly<Record<DamageKind, (context: DamageContext) => Promise<Damaged>>> = {
  'flipped-byte': (context) => damagedFile(context, flipped),
  'cut-file': (context) => damagedFile(context, (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))),
  'emptied-file': (context) => damagedFile(context, () => packLines([])),
  'swapped-files': swapped,
  'lost-manifest': withoutManifest,
  'rolled-back': rolledBack,
  'dropped-line': droppedLine,
  'foreign-record': foreignRecord,
  'torn-transaction': tornTransaction,
};
