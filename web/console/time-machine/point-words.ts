import { useTranslation } from 'react-i18next';
import type { RecoveryPoint } from '../../../shared/contracts/recovery.ts';
import { useBatchName } from '../jobs/batch-name.ts';

export type PointKind = 'proved' | 'copy' | 'batch';
/** Each kind of moment has a sign of its own, told apart without colour. */
export const pointSigns: Readonly<Record<PointKind, string>> = { proved: '✓', copy: '•', batch: '◆' };

export const pointKind = ({ kind, proved }: Pick<RecoveryPoint, 'kind' | 'proved'>): PointKind => {
  if (kind === 'batch') return 'batch';
  return proved === true ? 'proved' : 'copy';
};

/** Says what a moment is worth choosing for. */
export const usePointWords = (): ((point: RecoveryPoint) => string) => {
  const { t } = useTranslation(['console', 'common']);
  const nameOf = useBatchName();
  return (point) => {
    const kind = pointKind(point);
    return kind === 'batch'
      ? t('recovery.point.batch', { label: nameOf({ kind: point.batchKind ?? '', label: point.label ?? '' }) })
      : t(`recovery.point.${kind}`);
  };
};

/** The points in the order of time. */
export const inOrder = (points: readonly RecoveryPoint[]): readonly RecoveryPoint[] =>
  [...points].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** The place of the newest point that is not after the moment; the first where all are after it. */
export const placeOf = (points: readonly Pick<RecoveryPoint, 'at'>[], at: string): number => {
  const next = points.findIndex((point) => point.at > at);
  return next < 0 ? Math.max(0, points.length - 1) : Math.max(0, next - 1);
};
