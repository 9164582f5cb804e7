/** What is shown while a question to the server is under way, and where it was refused. */
import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './loaded.module.css';
import { FailureNotice } from './notice.tsx';

interface Props<T> {
  readonly of: UseQueryResult<T, ApiFailure>;
  readonly children: (data: T) => ReactNode;
}

export function Loaded<T>({ of: { data, error, refetch }, children }: Props<T>) {
  const { t } = useI18n();
  if (data !== undefined) return <>{children(data)}</>;
  if (error === null) {
    return (
      <div className={classes.loading} role="status" aria-label={t('web.loading')}>
        <Skeleton height={20} width="40%" />
        <Skeleton height={14} />
        <Skeleton height={14} width="80%" />
      </div>
    );
  }
  return (
    <div className={classes.loading}>
      <FailureNotice failure={error} />
      <div>
        <Button variant="default" onClick={() => void refetch()}>
          {t('web.try-again')}
        </Button>
      </div>
    </div>
  );
}
