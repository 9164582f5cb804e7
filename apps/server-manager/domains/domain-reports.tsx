/** What the DMARC and TLS reports of others say about a domain. MI7 */
import { Select } from '@mantine/core';
import { useState } from 'react';
import type { ReportSummaryView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';

const SPANS = ['7', '30', '90'] as const;

export function DomainReports({ domain: { name } }: DomainTabProps) {
  const { t } = useI18n();
  const [days, setDays] = useState<string>('30');
  const reports = useRead('domain.reports', { path: { name }, query: { days: Number(days) } });
  return (
    <div className={classes.wide}>
      <Section
        title={t('server.domains.reports')}
        lead={t('server.domains.reports.lead')}
        actions={
          <Select
            aria-label={t('server.domains.reports.span')}
            data={SPANS.map((value) => ({ value, label: t('server.domains.reports.days', { count: Number(value) }) }))}
            value={days}
            onChange={(next) => setDays(next ?? days)}
            allowDeselect={false}
          />
        }
      >
        <Loaded of={reports}>
          {(summary) =>
            summary.organisations.length === 0 ? (
              <Notice>{t('server.domains.reports.none')}</Notice>
            ) : (
              <Summary summary={summary} />
            )
          }
        </Loaded>
      </Section>
    </div>
  );
}

function Summary({ summary: { dmarc, tls, organisations } }: { readonly summary: ReportSummaryView }) {
  const { t, formats } = useI18n();
  const { number } = formats;
  const failed = tls.failures.reduce((sum, { sessions }) => sum + sessions, 0);
  return (
    <>
      <Facts
        facts={[
          { label: t('server.domains.reports.from'), value: organisations.join(', ') },
          {
            label: t('server.domains.reports.dmarc'),
            value: t('server.domains.reports.dmarc.text', {
              passed: number(dmarc.passed),
              messages: number(dmarc.messages),
            }),
          },
          {
            label: t('server.domains.reports.tls'),
            value: t('server.domains.reports.tls.text', { successes: number(tls.successes), failures: number(failed) }),
          },
        ]}
      />
      {dmarc.sources.length > 0 && (
        <>
          <h3>{t('server.domains.reports.sources')}</h3>
          <SimpleTable
            label={t('server.domains.reports.sources')}
            columns={[
              {
                key: 'address',
                header: t('server.domains.reports.address'),
                render: ({ address }) => <code>{address}</code>,
              },
              {
                key: 'messages',
                header: t('server.domains.reports.messages'),
                align: 'end',
                render: ({ messages }) => number(messages),
              },
              {
                key: 'passed',
                header: t('server.domains.reports.passed'),
                align: 'end',
                render: ({ passed }) => number(passed),
              },
              {
                key: 'rejected',
                header: t('server.domains.reports.rejected'),
                align: 'end',
                render: ({ rejected }) => number(rejected),
              },
            ]}
            rows={dmarc.sources}
            idOf={({ address }) => address}
            empty={null}
          />
        </>
      )}
      {tls.failures.length > 0 && (
        <>
          <h3>{t('server.domains.reports.failures')}</h3>
          <SimpleTable
            label={t('server.domains.reports.failures')}
            columns={[
              {
                key: 'result',
                header: t('server.domains.reports.reason'),
                render: ({ result }) => <code>{result}</code>,
              },
              { key: 'host', header: t('server.domains.reports.host'), render: ({ receivingHost }) => receivingHost },
              {
                key: 'sessions',
                header: t('server.domains.reports.sessions'),
                align: 'end',
                render: ({ sessions }) => number(sessions),
              },
            ]}
            rows={tls.failures}
            idOf={({ result, receivingHost }) => `${result} ${receivingHost}`}
            empty={null}
          />
        </>
      )}
    </>
  );
}
