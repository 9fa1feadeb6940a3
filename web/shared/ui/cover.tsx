import './cover.css';
import { type CoverPattern, coverPattern } from './cover-pattern.ts';

const GOLD = '#d9bf8a';

const steps = (from: number, to: number, step: number): number[] => {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
};

const motifPath = ({ motif, step, turn }: CoverPattern): string => {
  if (motif === 'bands')
    return steps(8, 82, step * 2)
      .map((y) => `M0 ${y}H60M0 ${y + 2}H60`)
      .join('');
  if (motif === 'waves')
    return steps(6, 88, step)
      .map((y) => `M0 ${y}q7.500 ${turn === 0 ? -4 : 4} 15 0t15 0 15 0 15 0`)
      .join('');
  if (motif === 'diamonds')
    return steps(-90, 150, step)
      .map((x) => `M${x} 0l90 90M${x + 90} 0l-90 90`)
      .join('');
  if (motif === 'dots')
    return steps(step, 60, step)
      .flatMap((x) => steps(step, 88, step).map((y) => `M${x - 0.6} ${y}h1.200`))
      .join('');
  if (motif === 'arches')
    return steps(0, 90, step * 2)
      .flatMap((y) => steps(0, 60, step * 2).map((x) => `M${x} ${y}a${step} ${step} 0 0 1 ${step * 2} 0`))
      .join('');
  return `M4 4H56V86H4ZM${step} ${step}H${60 - step}V${90 - step}H${step}Z`;
};

/** A cover made of type and a pattern, for books without a picture. Decoration: its words stand beside it as text. */
export const Cover = ({
  title,
  callNumber,
  size = 'small',
}: {
  readonly title: string;
  readonly callNumber?: string | undefined;
  readonly size?: 'small' | 'large';
}) => {
  const pattern = coverPattern(callNumber, title);
  return (
    <div aria-hidden="true" className={`cover cover-${size}`} style={{ background: pattern.cloth }}>
      <svg viewBox="0 0 60 90" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path
          d={motifPath(pattern)}
          fill="none"
          stroke={GOLD}
          strokeOpacity="0.45"
          strokeWidth={pattern.motif === 'dots' ? 1.2 : 0.6}
        />
      </svg>
      <div className="cover-label" dir="auto">
        {size === 'large' ? title : [...title.trim()].slice(0, 1).join('').toLocaleUpperCase()}
      </div>
    </div>
  );
};
