/** A state as a word with a colour: the word alone says it. */
import type { ReactNode } from 'react';
import classes from './state-mark.module.css';

export type StateKind = 'good' | 'warning' | 'bad' | 'quiet';

export function StateMark({ kind, children }: { readonly kind: StateKind; readonly children: ReactNode }) {
  return (
    <span className={classes.mark} data-kind={kind}>
      {children}
    </span>
  );
}
