import './line-chart.css';
import { useElementSize } from '@mantine/hooks';

export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}
/** Until the page has been laid out. */
const USUAL = 700;
const HEIGHT = 150;
const TOP = 30;
const BASE = 120;
const SIDE = 12;
/** Dots nearer than this would be a band. */
const DOT_WIDTH = 14;
/** Two labels nearer than this would run into each other. */
const LABEL_WIDTH = 90;

/** One measure over time: a line with a dot for each value, the first, the last and the highest written beside them. */
export const LineChart = ({
  marks,
  summary,
  say,
  sayDay,
}: {
  readonly marks: readonly Mark[];
  readonly summary: string;
  readonly say: (value: number) => string;
  readonly sayDay: (at: number) => string;
}) => {
  // Drawn for the width it has, so that its letters keep their size everywhere.
  // A new width is a new drawing: shapes that are moved would slide there, and their labels would not.
  const { ref, width: measured } = useElementSize();
  const width = Math.round(measured) || USUAL;
  const rtl = document.documentElement.dir === 'rtl';
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined) return null;
  const top = marks.reduce((best, mark) => (mark.value > best.value ? mark : best), first);
  const span = Math.max(1, last.at - first.at);
  const x = ({ at }: Mark): number => {
    const along = marks.length === 1 ? 0.5 : (at - first.at) / span;
    return SIDE + (rtl ? 1 - along : along) * (width - 2 * SIDE);
  };
  const y = ({ value }: Mark): number => BASE - ((BASE - TOP) * value) / Math.max(top.value, Number.MIN_VALUE);
  const far = (a: Mark, b: Mark): boolean => Math.abs(x(a) - x(b)) > LABEL_WIDTH;
  const named = [
    ...new Set([first, ...(far(first, last) ? [last] : []), ...(far(top, first) && far(top, last) ? [top] : [])]),
  ];
  const anchor = (mark: Mark): 'start' | 'middle' | 'end' => {
    if (x(mark) < LABEL_WIDTH / 2) return 'start';
    return x(mark) > width - LABEL_WIDTH / 2 ? 'end' : 'middle';
  };
  return (
    <div ref={ref}>
      <svg key={width} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary} className="line-chart">
        <line x1="0" x2={width} y1={BASE} y2={BASE} className="line-chart-base" />
        <polyline points={marks.map((mark) => `${x(mark)},${y(mark)}`).join(' ')} className="line-chart-line" />
        {marks.length * DOT_WIDTH > width
          ? null
          : marks.map((mark) => <circle key={mark.at} cx={x(mark)} cy={y(mark)} r="4.5" className="line-chart-dot" />)}
        {/* Right to left is done by the places: the letters of a label begin where its anchor says. */}
        <g direction="ltr">
          {named.map((mark) => (
            <g key={mark.at}>
              <text x={x(mark)} y={y(mark) - 11} textAnchor={anchor(mark)} className="line-chart-value">
                {say(mark.value)}
              </text>
              <text x={x(mark)} y={HEIGHT - 9} textAnchor={anchor(mark)}>
                {sayDay(mark.at)}
              </text>
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
};
