/** A short table whose rows are all at hand. On a phone each row is a card, and each value has its heading before it. */
import type { ReactNode } from 'react';
import classes from './simple-table.module.css';

interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'end';
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string | number;
  readonly empty: ReactNode;
}

export function SimpleTable<Row>({ label, columns, rows, idOf, empty }: Props<Row>) {
  if (rows.length === 0) return <p className={classes.empty}>{empty}</p>;
  return (
    <div className={classes.scroller} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ key, header, align }) =>
              // Of buttons: they say themselves what they do.
              header === '' ? (
                <td key={key}>{'\u00a0'}</td>
              ) : (
                <th key={key} scope="col" data-align={align}>
                  {header}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ key, header, render, align }) => (
                <td key={key} data-align={align} data-label={header}>
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
