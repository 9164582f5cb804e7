/** Above a table: what it shows and what is done with its rows, beside each other where there is room. */
import type { ReactNode } from 'react';
import classes from './table-bar.module.css';

export function TableBar({ children }: { readonly children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>;
}
