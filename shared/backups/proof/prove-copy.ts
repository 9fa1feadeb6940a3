import type { Proof } from '../../contracts/backups.ts';
import type { BackupTable } from '../manifest.ts';
import { Damage, type ManifestRef, type OpenVersion } from '../reader.ts';
import { readLayers } from '../state-reader.ts';
import { readPass } from './pass.ts';
import { newCursor } from './proof-job.ts';
import { verdictOf } from './verdict.ts';

export interface CopyProof {
  readonly ref: ManifestRef;
  /** The digest that the library knows of this backup. */
  readonly digest: string | undefined;
  readonly tables: readonly BackupTable[];
  readonly now: Date;
  /** What changed just before it may be torn; without it, the moment of the backup. */
  readonly moment?: Date | undefined;
  readonly beat: (rows: number) => Promise<void>;
}

/** Proves a copy in one go, by the reader and the judge of every proof, without a job: for copies made to be damaged. */
export const proveCopy = async (open: OpenVersion, copy: CopyProof): Promise<Proof> => {
  const cursor = newCursor(copy.now, 1);
  try {
    const layers = await readLayers(open, copy.ref);
    const own = layers.at(-1);
    if (own === undefined) throw new Damage('finding.file-missing', copy.ref.key);
    const moment = (copy.moment ?? new Date(own.exportTime)).toISOString();
    const judged = [...layers.slice(0, -1), { ...own, exportTime: moment }];
    const options = { pass: 0, passes: 1, tables: copy.tables, given: () => false, beat: copy.beat };
    const { digest, files, findings, gaps, ...sums } = await readPass(open, judged, options);
    const lists = { files: [...files], findings: [...findings], gaps: [...gaps] };
    return verdictOf(
      { ...cursor, ...sums, ...lists, ...(digest === undefined ? {} : { digest }) },
      own,
      copy.digest,
      copy.now,
    );
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    const files = [{ code: error.code, file: error.file }];
    return verdictOf({ ...cursor, files }, undefined, copy.digest, copy.now);
  }
};
