/** Fields below each other, and the buttons that belong to them. */
import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { FailureNotice, Notice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './form-body.module.css';

interface Props {
  readonly children: ReactNode;
  /** A verb; "Save" unless said otherwise. */
  readonly action?: string;
  readonly failure?: ApiFailure | null;
  /** The same in words of one's own. */
  readonly notice?: string | null;
  readonly isRunning?: boolean;
  /** While nothing was changed, or something is missing. */
  readonly isBlocked?: boolean;
  onSubmit(): void;
  onCancel?(): void;
}

export function FormBody({
  children,
  action,
  failure = null,
  notice = null,
  isRunning = false,
  isBlocked = false,
  onSubmit,
  onCancel,
}: Props) {
  const { t } = useI18n();
  const form = useRef<HTMLFormElement>(null);
  const wasRunning = useRef(false);
  useEffect(() => {
    // What was refused may be out of sight, far above the button.
    if (wasRunning.current && !isRunning) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    wasRunning.current = isRunning;
  }, [isRunning]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBlocked && !isRunning) onSubmit();
  };
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      {children}
      <FailureNotice failure={failure} />
      {notice !== null && <Notice kind="bad">{notice}</Notice>}
      <div className={classes.buttons}>
        <Button type="submit" loading={isRunning} disabled={isBlocked}>
          {action ?? t('web.save')}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('web.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Two beside each other where there is room. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={classes.row}>{children}</div>;
}
