/** A sentence that stays in the page: what is wrong, what to mind, what went well. */
import type { ReactNode } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './notice.module.css';

interface Props {
  readonly kind?: 'info' | 'good' | 'warning' | 'bad';
  readonly title?: string;
  readonly children?: ReactNode;
}

export function Notice({ kind = 'info', title, children }: Props) {
  return (
    <div className={classes.notice} data-kind={kind} role={kind === 'bad' ? 'alert' : undefined}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}

/** What the server refused, in the language of the page. */
export function FailureNotice({ failure }: { readonly failure: ApiFailure | null }) {
  const { explain } = useI18n();
  return failure === null ? null : <Notice kind="bad">{explain(failure)}</Notice>;
}
