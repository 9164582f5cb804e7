/** One field and the button that takes it, beside each other where there is room. */
import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { FailureNotice } from '../feedback/notice.tsx';
import classes from './inline-form.module.css';

interface Props {
  readonly children: ReactNode;
  /** A verb. */
  readonly action: string;
  readonly failure?: ApiFailure | null;
  readonly isRunning?: boolean;
  readonly isBlocked?: boolean;
  onSubmit(): void;
}

export function InlineForm({
  children,
  action,
  failure = null,
  isRunning = false,
  isBlocked = false,
  onSubmit,
}: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBlocked && !isRunning) onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.line}>
        {children}
        <Button type="submit" variant="default" loading={isRunning} disabled={isBlocked}>
          {action}
        </Button>
      </div>
      <FailureNotice failure={failure} />
    </form>
  );
}
