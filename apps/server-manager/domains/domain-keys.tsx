/** The keys that sign mail of a domain, and the way to new ones: made, published, used. MO4 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DkimKeyView } from '../../../src/wire/admin/mail-schemas.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { FailureNotice, Notice } from '../../shared/feedback/notice.tsx';
import { type StateKind, StateMark } from '../../shared/feedback/state-mark.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { CopyText } from '../../shared/layout/copy-text.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import classes from './domains.module.css';
import type { DomainTabProps } from './one-domain.tsx';

const KINDS: Readonly<Record<DkimKeyView['state'], StateKind>> = { next: 'warning', active: 'good', retired: 'quiet' };

export function DomainKeys({ domain: { name } }: DomainTabProps) {
  const { t, formats } = useI18n();
  const { may } = useSession();
  const keys = useRead('domain.keys', { path: { name } });
  return (
    <div className={classes.wide}>
      <Loaded of={keys}>
        {({ keys: rows }) => (
          <>
            <Section title={t('server.domains.keys')} lead={t('server.domains.keys.lead')}>
              <SimpleTable
                label={t('server.domains.keys')}
                columns={[
                  {
                    key: 'selector',
                    header: t('server.domains.keys.selector'),
                    render: ({ selector }) => <code>{selector}</code>,
                  },
                  {
                    key: 'algorithm',
                    header: t('server.domains.keys.algorithm'),
                    render: ({ algorithm }) => algorithm,
                  },
                  {
                    key: 'state',
                    header: t('server.domains.keys.state'),
                    render: ({ state }) => <StateMark kind={KINDS[state]}>{t(`dkim.state.${state}`)}</StateMark>,
                  },
                  {
                    key: 'since',
                    header: t('server.domains.keys.since'),
                    render: ({ stateSince }) => formats.time(stateSince),
                  },
                ]}
                rows={rows}
                idOf={({ selector }) => selector}
                empty={t('server.domains.keys.none')}
              />
            </Section>
            {may('domain.rotate-keys') && (
              <Rotation name={name} waiting={rows.filter(({ state }) => state === 'next')} />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

interface RotationProps {
  readonly name: string;
  /** Keys that are made and do not sign yet. */
  readonly waiting: readonly DkimKeyView[];
}

function Rotation({ name, waiting }: RotationProps) {
  const { t } = useI18n();
  const done = useDone();
  const rotate = useChange('domain.rotate-keys', ['audit']);
  const [isForcing, setForcing] = useState(false);
  const isMade = waiting.length > 0;
  const unpublished = rotate.failure?.detail.reason === 'keys-not-published' ? rotate.failure.detail.names : null;
  const run = async (force: boolean) => {
    const saved = await rotate.run({ path: { name }, body: { force } });
    if (saved === null) return;
    setForcing(false);
    await done(t(isMade ? 'server.domains.keys.sign-now' : 'server.domains.keys.made'));
  };
  return (
    <Section title={t('server.domains.keys.change')} lead={t('server.domains.keys.change.lead')}>
      <ol className={classes.steps}>
        <li data-state={isMade ? 'done' : 'next'}>{t('server.domains.keys.step.make')}</li>
        <li data-state={isMade ? 'next' : 'later'}>
          {t('server.domains.keys.step.publish')}
          {isMade && <KeyRecords name={name} waiting={waiting} />}
        </li>
        <li data-state={isMade ? 'next' : 'later'}>{t('server.domains.keys.step.sign')}</li>
      </ol>
      {Array.isArray(unpublished) ? (
        <Notice kind="bad">
          {t('server.domains.keys.unpublished', { names: unpublished.join(', ') })}{' '}
          <Button size="compact-sm" variant="default" onClick={() => setForcing(true)}>
            {t('server.domains.keys.force')}
          </Button>
        </Notice>
      ) : (
        <FailureNotice failure={isForcing ? null : rotate.failure} />
      )}
      <div>
        <Button loading={rotate.isRunning} onClick={() => void run(false)}>
          {t(isMade ? 'server.domains.keys.sign' : 'server.domains.keys.make')}
        </Button>
      </div>
      {isForcing && (
        <Confirm
          title={t('server.domains.keys.force')}
          action={t('server.domains.keys.force')}
          isRunning={rotate.isRunning}
          onConfirm={() => void run(true)}
          onCancel={() => setForcing(false)}
        >
          <p>{t('server.domains.keys.force.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}

function KeyRecords({ name, waiting }: RotationProps) {
  const { t } = useI18n();
  const { data } = useRead('domain.dns', { path: { name } });
  const names = new Set(waiting.map(({ selector }) => `${selector}._domainkey.${name}`));
  return (
    <SimpleTable
      label={t('server.domains.dns')}
      columns={[
        {
          key: 'name',
          header: t('server.domains.dns.name'),
          render: (record) => (
            <CopyText text={record.name} label={t('server.domains.dns.copy-name', { name: record.name })} />
          ),
        },
        { key: 'type', header: t('server.domains.dns.type'), render: ({ type }) => <code>{type}</code> },
        {
          key: 'value',
          header: t('server.domains.dns.value'),
          render: (record) => (
            <CopyText text={record.value} label={t('server.domains.dns.copy-value', { name: record.name })} />
          ),
        },
      ]}
      rows={data?.records.filter((record) => names.has(record.name)) ?? []}
      idOf={(record) => record.name}
      empty={null}
    />
  );
}
