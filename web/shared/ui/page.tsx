import './page.css';
import { type ReactNode, useEffect } from 'react';

/** The heading of a page with what can be done on it; names the browser's tab too. */
export const Page = ({
  title,
  lead,
  actions,
  children,
  serif = false,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** A title of a work rather than of a page. */
  readonly serif?: boolean;
}) => {
  useEffect(() => {
    document.title = `${title} · Strongroom`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-words">
          <h1 dir={serif ? 'auto' : undefined}>{title}</h1>
          {lead === undefined ? null : <div className="page-lead">{lead}</div>}
        </div>
        {actions === undefined ? null : <div className="page-actions no-print">{actions}</div>}
      </header>
      {children}
    </div>
  );
};

/** A sheet of paper: one subject. */
export const Sheet = ({
  title,
  children,
  actions,
}: {
  readonly title?: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) => (
  <section className="sheet">
    {title === undefined ? null : (
      <div className="sheet-head">
        <h2>{title}</h2>
        {actions}
      </div>
    )}
    {children}
  </section>
);

/** Nothing here yet, and what to do about it. */
export const Empty = ({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children === undefined ? null : <p>{children}</p>}
    {action}
  </div>
);
