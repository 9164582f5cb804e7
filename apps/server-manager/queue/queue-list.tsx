/** All messages that wait, oldest first; what is done with several is done at once. REQUIREMENTS MO5 */
import { Button, Select } from '@mantine/core';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { QueuedMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { answeredPages } from '../../shared/table/local-pages.ts';
import { SearchField } from '../../shared/table/search-field.tsx';
import { SelectionBar } from '../../shared/table/selection-bar.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useSelection } from '../../shared/table/use-selection.ts';
import { useTableView } from '../../shared/table/use-table-view.ts';
import { FOLLOWED } from './follow.ts';
import { QUEUE_HELP } from './help.ts';
import { QueueActions } from './queue-actions.tsx';
import { nextTryOf, useQueueText } from './use-queue-text.ts';

const COMMANDS = ['mailroom queue list --query TEXT', 'mailroom queue retry QUEUEID', 'mailroom queue lanes'];
const FILTERS = ['lane', 'userId', 'held'] as const;
/** The endpoint knows one order only. */
const OLDEST_FIRST = { by: 'queuedAt', direction: 'ascending' } as const;
const MAX_SHOWN = 500;

export function QueueList() {
  const { t, formats } = useI18n();
  const [, navigate] = useLocation();
  const view = useTableView(OLDEST_FIRST, FILTERS);
  const selection = useSelection();
  const { query: text = '' } = view.query;
  const { lane, userId, held } = view.filters;
  const query = { query: text, lane, userId, ...(held === '' ? {} : { held: held === 'true' }), limit: MAX_SHOWN };
  const queue = useRead('queue.list', { query: query as never }, { ...FOLLOWED, keepsPrevious: true });
  const lanes = useRead('queue.lanes');
  const columns = useQueueColumns();
  const { counts, messages = [] } = queue.data ?? {};
  return (
    <Page
      title={t('server.queue')}
      lead={counts && t('server.queue.counts', { ...numbersOf(counts, formats.number) })}
      help={QUEUE_HELP}
      commands={COMMANDS}
      actions={
        <Button component={Link} href="/-destinations" variant="default">
          {t('server.queue.destinations')}
        </Button>
      }
    >
      <TableBar>
        <SearchField hint={t('server.queue.search')} value={view.typed} onType={view.type} />
        <Select
          aria-label={t('server.queue.destination')}
          data={[
            { value: '', label: t('server.queue.destination.all') },
            ...namesOf(lanes.data?.lanes.map((each) => each.lane) ?? [], lane).map((name) => ({
              value: name,
              label: name,
            })),
          ]}
          value={lane}
          onChange={(value) => view.setFilter('lane', value ?? '')}
          allowDeselect={false}
          searchable
        />
        <Select
          aria-label={t('server.queue.state')}
          data={[
            { value: '', label: t('server.queue.state.all') },
            { value: 'false', label: t('server.queue.state.waiting') },
            { value: 'true', label: t('server.queue.state.held') },
          ]}
          value={held}
          onChange={(value) => view.setFilter('held', value ?? '')}
          allowDeselect={false}
        />
      </TableBar>
      <SelectionBar selection={selection} text={t('server.queue.selected', { count: selection.count })}>
        <QueueActions
          selection={{ queueIds: [...selection.ids] }}
          count={selection.count}
          onDone={(action) => action !== 'hold' && selection.clear()}
        />
      </SelectionBar>
      <DataTable
        label={t('server.queue')}
        columns={columns}
        pages={answeredPages(queue, messages)}
        idOf={({ queueId }) => queueId}
        selection={selection}
        onOpen={({ queueId }) => navigate(`/${toSegment(queueId)}`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.queue.empty')}</p>}
      />
      {messages.length === MAX_SHOWN && <p>{t('server.queue.more', { shown: formats.number(MAX_SHOWN) })}</p>}
    </Page>
  );
}

function useQueueColumns(): readonly Column<QueuedMessageView>[] {
  const { t, formats } = useI18n();
  const text = useQueueText();
  return useMemo(
    () => [
      { key: 'recipients', header: t('server.mail.recipients'), grow: 1.3, render: text.recipients },
      { key: 'sender', header: t('server.mail.sender'), grow: 1.2, isExtra: true, render: text.sender },
      {
        key: 'reason',
        header: t('server.queue.reason'),
        grow: 1.7,
        render: (message) =>
          message.heldBecause === null ? (
            <span title={text.reason(message)}>{text.reason(message)}</span>
          ) : (
            <StateMark kind="warning">{text.reason(message)}</StateMark>
          ),
      },
      {
        key: 'next',
        header: t('server.queue.next'),
        grow: 1.1,
        isExtra: true,
        render(message) {
          const next = message.heldBecause === null ? nextTryOf(message) : null;
          return next === null ? '–' : <time dateTime={next}>{formats.ago(next)}</time>;
        },
      },
      {
        key: 'queuedAt',
        header: t('server.queue.since'),
        grow: 1.15,
        isExtra: true,
        render: ({ queuedAt }) => (
          <time dateTime={queuedAt} title={formats.time(queuedAt)}>
            {formats.ago(queuedAt)}
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
    [t, formats, text],
  );
}

/** The one that is chosen stays a choice when nothing waits for it any more. */
function namesOf(names: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || names.includes(chosen) ? names : [chosen, ...names];
}

function numbersOf(
  counts: Readonly<Record<string, number>>,
  format: (value: number) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, format(value)]));
}
