/** All messages in quarantine, newest first. REQUIREMENTS MI10 */
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { QuarantinedView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { answeredPages } from '../../shared/table/local-pages.ts';
import { SearchField } from '../../shared/table/search-field.tsx';
import { SelectionBar } from '../../shared/table/selection-bar.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useSelection } from '../../shared/table/use-selection.ts';
import { useTableView } from '../../shared/table/use-table-view.ts';
import { QUARANTINE_HELP } from './help.ts';
import { QuarantineActions } from './quarantine-actions.tsx';
import { useReasons } from './use-reasons.ts';

const COMMANDS = ['mailroom quarantine list', 'mailroom quarantine show ID', 'mailroom quarantine release ID'];
/** The endpoint knows one order only. */
const NEWEST_FIRST = { by: 'receivedAt', direction: 'descending' } as const;
const MAX_SHOWN = 500;

export function QuarantineList() {
  const { t, formats } = useI18n();
  const [, navigate] = useLocation();
  const view = useTableView(NEWEST_FIRST);
  const selection = useSelection();
  const { query = '' } = view.query;
  const found = useRead('quarantine.list', { query: { query, limit: MAX_SHOWN } }, { keepsPrevious: true });
  const columns = useColumns();
  const messages = found.data?.messages ?? [];
  return (
    <Page title={t('server.quarantine')} lead={t('server.quarantine.lead')} help={QUARANTINE_HELP} commands={COMMANDS}>
      <TableBar>
        <SearchField hint={t('server.queue.search')} value={view.typed} onType={view.type} />
      </TableBar>
      <SelectionBar selection={selection} text={t('server.queue.selected', { count: selection.count })}>
        <QuarantineActions ids={selection.ids.map(Number)} onDone={selection.clear} />
      </SelectionBar>
      <DataTable
        label={t('server.quarantine')}
        columns={columns}
        pages={answeredPages(found, messages)}
        idOf={({ id }) => String(id)}
        selection={selection}
        onOpen={({ id }) => navigate(`/${id}`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.quarantine.empty')}</p>}
      />
      {messages.length === MAX_SHOWN && <p>{t('server.quarantine.more', { shown: formats.number(MAX_SHOWN) })}</p>}
    </Page>
  );
}

function useColumns(): readonly Column<QuarantinedView>[] {
  const { t, formats } = useI18n();
  const reasonsOf = useReasons();
  return useMemo(
    () => [
      {
        key: 'sender',
        header: t('server.mail.sender'),
        grow: 1.3,
        render: ({ sender }) => sender || t('server.mail.no-sender'),
      },
      {
        key: 'recipients',
        header: t('server.mail.recipients'),
        grow: 1.3,
        isExtra: true,
        render: ({ recipients }) => recipients.join(', '),
      },
      { key: 'reason', header: t('server.mail.reason'), grow: 2, render: (row) => reasonsOf(row).join('; ') },
      {
        key: 'receivedAt',
        header: t('server.mail.received'),
        grow: 1,
        isExtra: true,
        render: ({ receivedAt }) => (
          <time dateTime={receivedAt} title={formats.time(receivedAt)}>
            {formats.ago(receivedAt)}
          </time>
        ),
      },
      {
        key: 'size',
        header: t('server.mail.size'),
        grow: 0.75,
        align: 'end',
        isExtra: true,
        render: ({ sizeBytes }) => formats.size(sizeBytes),
      },
    ],
    [t, formats, reasonsOf],
  );
}
