import { useTranslation } from 'react-i18next';
import type { RecoveryPoint } from '../../../shared/contracts/recovery.ts';
import { inOrder, placeOf, pointKind, pointSigns, usePointWords } from './point-words.ts';
import type { LibraryClock } from './use-zone.ts';

/** More signs than this stand too close to be told apart; the list below has them all. */
const MOST_SIGNS = 60;

/** The moments worth choosing on a line, oldest first, each with what it is. */
export const MomentSlider = ({
  points,
  at,
  clock,
  onChoose,
}: {
  readonly points: readonly RecoveryPoint[];
  readonly at: string;
  readonly clock: LibraryClock;
  readonly onChoose: (at: string) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const pointWords = usePointWords();
  const ordered = inOrder(points);
  const place = placeOf(ordered, at);
  const chosen = ordered[place];
  const first = ordered[0];
  const last = ordered.at(-1);
  if (chosen === undefined || first === undefined || last === undefined) return null;
  const kinds = (['proved', 'copy', 'batch'] as const).filter((kind) =>
    ordered.some((point) => pointKind(point) === kind),
  );
  const says = `${clock.moment(chosen.at)}: ${pointWords(chosen)}`;
  return (
    <div className="moments">
      <label htmlFor="moment-slider">{t('recovery.slide')}</label>
      <input
        id="moment-slider"
        type="range"
        min={0}
        max={ordered.length - 1}
        step={1}
        value={place}
        aria-valuetext={says}
        onChange={(event) => {
          const point = ordered[event.currentTarget.valueAsNumber];
          if (point !== undefined) onChoose(point.at);
        }}
      />
      {ordered.length > MOST_SIGNS ? null : (
        <div className="moment-signs" aria-hidden="true">
          {ordered.map((point) => (
            <span key={`${point.kind}-${point.id}`} data-chosen={point === chosen} title={pointWords(point)}>
              {pointSigns[pointKind(point)]}
            </span>
          ))}
        </div>
      )}
      <div className="moment-ends" aria-hidden="true">
        <span>{clock.moment(first.at)}</span>
        <span>{clock.moment(last.at)}</span>
      </div>
      <ul className="plan-key" aria-label={t('recovery.signs')}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span aria-hidden="true">{pointSigns[kind]}</span> {t(`recovery.pointKind.${kind}`)}
          </li>
        ))}
      </ul>
      <p className="moment-says" dir="auto">
        <span aria-hidden="true">{pointSigns[pointKind(chosen)]}</span> {says}
      </p>
    </div>
  );
};
