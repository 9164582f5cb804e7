/** What was made; generated passwords are there this once. SM6 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { CSV_TYPE, formatCsv } from '../../../shared/files/csv.ts';
import { download } from '../../../shared/files/download.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import classes from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import type { ImportReport } from './import-users.tsx';

interface Props {
  readonly report: ImportReport;
  onAnother(): void;
}

export function ImportResult({ report, onAnother }: Props) {
  const { t } = useI18n();
  const [isSaved, setSaved] = useState(false);
  const { created, updated, refused, passwords } = report;
  const save = () => {
    const rows = passwords.map(({ userId, password }) => [userId, password]);
    download('mailroom-passwords.csv', CSV_TYPE, formatCsv([['userId', 'password'], ...rows]));
    setSaved(true);
  };
  return (
    <>
      <Section title={t('server.users.import.result')}>
        {created > 0 && <Notice kind="good">{t('server.users.import.created', { count: created })}</Notice>}
        {updated > 0 && <Notice kind="good">{t('server.users.import.updated', { count: updated })}</Notice>}
        {refused.length > 0 && (
          <Notice kind="bad">{t('server.users.import.refused', { count: refused.length })}</Notice>
        )}
        {passwords.length > 0 && (
          <Notice kind={isSaved ? 'good' : 'warning'} title={t('server.users.import.passwords.title')}>
            <p>{t(isSaved ? 'server.users.import.passwords.saved' : 'server.users.import.passwords.text')}</p>
            <Button mt="sm" onClick={save}>
              {t('server.users.import.passwords.download', { count: passwords.length })}
            </Button>
          </Notice>
        )}
        <div className={classes.buttons}>
          <Button component={Link} href="/" variant="default">
            {t('server.users.all')}
          </Button>
          <Button variant="default" onClick={onAnother}>
            {t('server.users.import.another')}
          </Button>
        </div>
      </Section>
      {refused.length > 0 && <ImportRows report={report} hasOnlyRefused />}
    </>
  );
}
