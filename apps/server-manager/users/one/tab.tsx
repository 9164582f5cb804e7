/** The sections of a tab below each other, no wider than can be read. */
import type { ReactNode } from 'react';
import classes from './tab.module.css';

export function Tab({ children }: { readonly children: ReactNode }) {
  return <div className={classes.sections}>{children}</div>;
}
