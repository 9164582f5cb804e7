/** What would become of each line, before anything is made. SM6 */
import { Button, Checkbox, Progress } from '@mantine/core';
import { useState } from 'react';
import type { ApiFailure } from '../../../shared/api/failure.ts';
import { FailureNotice, Notice } from '../../../shared/feedback/notice.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Facts } from '../../../shared/layout/facts.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import classes from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import type { ImportReport } from './import-users.tsx';

interface Props {
  readonly report: ImportReport;
  readonly isRunning: boolean;
  readonly failure: ApiFailure | null;
  onConfirm(): void;
  onBack(): void;
}

export function ImportPreview({ report, isRunning, failure, onConfirm, onBack }: Props) {
  const { t } = useI18n();
  const [hasOnlyRefused, setOnlyRefused] = useState(false);
  const { created, updated, refused, columns } = report;
  const count = created + updated;
  const needsPasswords = created > 0 && !columns.recognised.includes('password');
  return (
    <>
      <Section title={t('server.users.import.found')}>
        <Facts
          facts={[
            { label: t('server.users.import.outcome.create'), value: t('server.users.count', { count: created }) },
            { label: t('server.users.import.outcome.update'), value: t('server.users.count', { count: updated }) },
            {
              label: t('server.users.import.outcome.refused'),
              value: t('server.users.import.lines', { count: refused.length }),
            },
            { label: t('server.users.import.columns'), value: columns.recognised.join(', ') },
            ...(columns.ignored.length === 0
              ? []
              : [{ label: t('server.users.import.ignored'), value: columns.ignored.join(', ') }]),
          ]}
        />
        {needsPasswords && <Notice>{t('server.users.import.passwords')}</Notice>}
        {refused.length > 0 && count > 0 && (
          <Notice kind="warning">{t('server.users.import.partly', { count: refused.length })}</Notice>
        )}
        {count === 0 && <Notice kind="bad">{t('server.users.import.nothing')}</Notice>}
        <FailureNotice failure={failure} />
        {isRunning && (
          <div role="status">
            {t('server.users.import.running', { count })}
            <Progress value={100} animated aria-label={t('server.users.import.running', { count })} />
          </div>
        )}
        <div className={classes.buttons}>
          <Button onClick={onConfirm} loading={isRunning} disabled={count === 0} data-autofocus>
            {t('server.users.import.confirm', { count })}
          </Button>
          <Button variant="default" onClick={onBack} disabled={isRunning}>
            {t('server.users.import.back')}
          </Button>
        </div>
      </Section>
      {refused.length > 0 && (
        <Checkbox
          label={t('server.users.import.only-refused')}
          checked={hasOnlyRefused}
          onChange={(event) => setOnlyRefused(event.currentTarget.checked)}
        />
      )}
      <ImportRows report={report} hasOnlyRefused={hasOnlyRefused} />
    </>
  );
}
