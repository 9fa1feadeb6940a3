import './data-table.css';
import type { ReactNode } from 'react';

/** A table that becomes cards where the page is narrow: each cell then carries its own heading. */
export const DataTable = ({
  caption,
  head,
  rows,
}: {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}) => (
  <table className="data">
    <caption>{caption}</caption>
    <thead>
      <tr>
        {head.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ key, cells }) => (
        <tr key={key}>
          {head.map((name, index) =>
            index === 0 ? (
              <th key={name} scope="row" data-label={name}>
                {cells[index]}
              </th>
            ) : (
              <td key={name} data-label={name}>
                {cells[index]}
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
);
