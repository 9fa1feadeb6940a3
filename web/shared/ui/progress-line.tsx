import './progress-line.css';

/** How far something is: a bar, and the same in words beside it. Without a total it only shows that work goes on. */
export const ProgressLine = ({
  label,
  done,
  total,
  text,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly text: string;
}) => (
  <div className="progress">
    <progress
      aria-label={label}
      {...(total === undefined ? {} : { max: Math.max(1, total), value: Math.min(done, total) })}
    />
    <span role="status" className="figures">
      {text}
    </span>
  </div>
);
