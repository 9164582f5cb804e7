/** What the server writes down, as it is written. */
import { Autocomplete, Button, CopyButton, Select } from '@mantine/core';
import { useState } from 'react';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { SearchField } from '../../shared/table/search-field.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useTableView } from '../../shared/table/use-table-view.ts';
import { lineText } from './line-text.ts';
import { LogLines } from './log-lines.tsx';
import { type LogFilter, useLogTail } from './use-log-tail.ts';

const HELP = {
  texts: ['server.logs.help.1', 'server.logs.help.2', 'server.logs.help.3'],
  guide: 'administrator/logs',
} as const;
const COMMANDS = ['mailroom log --follow', 'mailroom log --level warn', 'mailroom log --query TEXT'];
const IN_ORDER = { by: 'number', direction: 'ascending' } as const;
const FILTERS = ['level', 'service'] as const;
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export function Logs() {
  const { t } = useI18n();
  const view = useTableView(IN_ORDER, FILTERS);
  const [isPaused, setPaused] = useState(false);
  const { level, service } = view.filters;
  const filter: LogFilter = {
    query: view.query.query ?? '',
    level: LEVELS.find((each) => each === level) ?? 'info',
    service: service.trim(),
  };
  const { lines, services, failure } = useLogTail(filter, isPaused);
  return (
    <Page
      title={t('server.logs')}
      lead={t('server.logs.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        <>
          <CopyButton value={(lines ?? []).map(lineText).join('\n')}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('web.copied') : t('web.copy')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={() => setPaused(!isPaused)} aria-pressed={isPaused}>
            {t(isPaused ? 'server.logs.resume' : 'server.logs.pause')}
          </Button>
        </>
      }
    >
      <TableBar>
        <SearchField hint={t('server.logs.search')} value={view.typed} onType={view.type} />
        <Select
          aria-label={t('server.logs.level')}
          data={LEVELS.map((value) => ({ value, label: t(`server.logs.level.${value}`) }))}
          value={filter.level}
          onChange={(value) => view.setFilter('level', value ?? '')}
          allowDeselect={false}
        />
        <Autocomplete
          aria-label={t('server.logs.service')}
          placeholder={t('server.logs.service')}
          data={[...services]}
          value={service}
          onChange={(value) => view.setFilter('service', value)}
        />
      </TableBar>
      <FailureNotice failure={failure} />
      <LogLines lines={lines} isPaused={isPaused} isNarrowed={view.isNarrowed} />
    </Page>
  );
}
