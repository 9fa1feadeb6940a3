import './title-list.css';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TitleBrief, TitleRow } from '../../../shared/contracts/titles.ts';
import { Availability } from './availability.tsx';
import { Cover } from './cover.tsx';
import { Mark } from './mark.tsx';

/** "by Mary Shelley · 1818 · London" */
export const TitleLine = ({ brief }: { readonly brief: TitleBrief }) => (
  <>
    {brief.people.length === 0 ? null : <span dir="auto">{brief.people.join(' · ')}</span>}
    {brief.year === undefined ? null : <span>{brief.year}</span>}
    {brief.publisher === undefined ? null : <span dir="auto">{brief.publisher}</span>}
  </>
);

/** Found titles: cover, title, people, year, where, and whether it can be had now. */
export const TitleList = ({
  rows,
  label,
  before,
}: {
  readonly rows: readonly TitleRow[];
  readonly label: string;
  /** What stands before each title: a box to choose it by. */
  readonly before?: ((row: TitleRow) => ReactNode) | undefined;
}) => {
  const { t } = useTranslation('common');
  return (
    <ol className="titles" aria-label={label}>
      {rows.map((row) => (
        <li key={row.titleId} className="titles-row">
          {before === undefined ? null : <div className="titles-before">{before(row)}</div>}
          <Cover title={row.brief.title} callNumber={row.brief.callNumber} />
          <div className="titles-words">
            <Link to="/titles/$titleId" params={{ titleId: row.titleId }} className="titles-title">
              <bdi>{row.brief.title}</bdi>
              {row.brief.vernacularTitle === undefined ? null : (
                <bdi className="titles-script">{row.brief.vernacularTitle}</bdi>
              )}
            </Link>
            {row.brief.subtitle === undefined ? null : <div dir="auto">{row.brief.subtitle}</div>}
            <div className="titles-line">
              <TitleLine brief={row.brief} />
            </div>
            <div className="titles-line">
              <Availability items={row.items} available={row.available} />
              {row.items > 1 ? <span>{t('copies', { count: row.items })}</span> : null}
              <Mark>{row.brief.callNumber}</Mark>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
};
