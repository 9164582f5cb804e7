/** The services: what runs, how it is found to be, starting and stopping. SM5 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { type AskedChange, ServiceChange } from './service-change.tsx';
import { useServiceColumns } from './service-columns.tsx';
import classes from './services.module.css';

const HELP = {
  texts: ['server.services.help.1', 'server.services.help.2', 'server.services.help.3'],
  guide: 'administrator/services',
} as const;
const COMMANDS = ['mailroom service list --check', 'mailroom service stop NAME', 'mailroom service start NAME'];
/** Counts of connections are told by no event. */
const COUNT_EVERY_MS = 10_000;

export function Services() {
  const { t } = useI18n();
  const { may } = useSession();
  const toast = useToast();
  const services = useRead('service.list', {}, { refetchEveryMs: COUNT_EVERY_MS });
  const check = useChange('service.check', ['health']);
  const [asked, ask] = useState<AskedChange | null>(null);
  const columns = useServiceColumns(ask);
  const checkAll = async () => {
    if ((await check.run({})) !== null) toast({ text: t('server.services.checked') });
  };
  return (
    <Page
      title={t('server.services')}
      lead={t('server.services.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        may('service.check') && (
          <Button variant="default" loading={check.isRunning} onClick={() => void checkAll()}>
            {t('server.services.check')}
          </Button>
        )
      }
    >
      <FailureNotice failure={check.failure} />
      <Loaded of={services}>
        {(list) => (
          <div className={classes.list}>
            <SimpleTable
              label={t('server.services')}
              columns={columns}
              rows={list.services}
              idOf={({ name }) => name}
              empty={null}
            />
          </div>
        )}
      </Loaded>
      {asked !== null && <ServiceChange asked={asked} onEnd={() => ask(null)} />}
    </Page>
  );
}
