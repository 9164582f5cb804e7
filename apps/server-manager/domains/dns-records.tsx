/** The records that a domain needs in DNS, and what is there: asked at once, and again when one wants. SM2 */
import { Button } from '@mantine/core';
import type { DnsRecordView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { FailureNotice, Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { CopyText } from '../../shared/layout/copy-text.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import classes from './dns-records.module.css';
import { DnsState } from './dns-state.tsx';
import { Zone } from './zone.tsx';

export function DnsRecords({ name }: { readonly name: string }) {
  const { t } = useI18n();
  const path = { name };
  const wanted = useRead('domain.dns', { path });
  const checked = useRead('domain.dns', { path, query: { check: 'true' } });
  const records = checked.data?.records ?? wanted.data?.records;
  const zone = wanted.data?.zone ?? checked.data?.zone;
  const isChecking = checked.isFetching;
  return (
    <>
      <Section
        title={t('server.domains.dns')}
        lead={t('server.domains.dns.lead')}
        actions={
          <Button variant="default" loading={isChecking} onClick={() => void checked.refetch()}>
            {t('server.domains.dns.again')}
          </Button>
        }
      >
        <div role="status">
          {isChecking ? (
            <Notice>{t('server.domains.dns.checking')}</Notice>
          ) : (
            checked.data !== undefined && <Verdict records={checked.data.records} />
          )}
        </div>
        <FailureNotice failure={isChecking ? null : (checked.error ?? wanted.error)} />
        {records !== undefined && <RecordTable records={records} isChecking={isChecking} />}
      </Section>
      {zone !== undefined && <Zone name={name} zone={zone} />}
    </>
  );
}

function Verdict({ records }: { readonly records: readonly DnsRecordView[] }) {
  const { t } = useI18n();
  const needed = records.filter(({ isOptional }) => !isOptional);
  const wanting = needed.filter(({ state }) => state === 'missing' || state === 'different').length;
  const unknown = needed.filter(({ state }) => state === 'unknown').length;
  if (wanting + unknown === 0) return <Notice kind="good">{t('dns.complete')}</Notice>;
  return (
    <Notice kind="warning">
      {wanting > 0 && <div>{t('dns.wanting', { count: wanting })}</div>}
      {unknown > 0 && <div>{t('server.domains.dns.unknown', { count: unknown })}</div>}
    </Notice>
  );
}

interface TableProps {
  readonly records: readonly DnsRecordView[];
  readonly isChecking: boolean;
}

function RecordTable({ records, isChecking }: TableProps) {
  const { t } = useI18n();
  return (
    <div className={classes.records}>
      <SimpleTable
        label={t('server.domains.dns')}
        columns={[
          {
            key: 'state',
            header: t('server.domains.dns.state'),
            render: (record) => <DnsState record={record} isChecking={isChecking} />,
          },
          {
            key: 'name',
            header: t('server.domains.dns.name'),
            render: ({ name, purpose, isOptional }) => (
              <>
                <CopyText text={name} label={t('server.domains.dns.copy-name', { name })} />
                <div className={classes.about}>
                  {isOptional ? t('dns.optional', { about: t(`dns.purpose.${purpose}`) }) : t(`dns.purpose.${purpose}`)}
                </div>
              </>
            ),
          },
          { key: 'type', header: t('server.domains.dns.type'), render: ({ type }) => <code>{type}</code> },
          { key: 'value', header: t('server.domains.dns.value'), render: (record) => <Value record={record} /> },
        ]}
        rows={records}
        idOf={({ name, type, value }) => `${name} ${type} ${value}`}
        empty={null}
      />
    </div>
  );
}

function Value({ record: { name, value, state, found } }: { readonly record: DnsRecordView }) {
  const { t } = useI18n();
  return (
    <>
      {value === '' ? (
        <em>{t('dns.own-address')}</em>
      ) : (
        <CopyText text={value} label={t('server.domains.dns.copy-value', { name })} />
      )}
      {state === 'different' && (
        <div className={classes.found}>
          {t('server.domains.dns.found')}
          {found.map((each) => (
            <code key={each}>{each}</code>
          ))}
        </div>
      )}
    </>
  );
}
