/** Who changed what, when, from where, and what it was before. REQUIREMENTS SM6 */
import { Button, Select, TextInput } from '@mantine/core';
import { AUDIT_ACTIONS } from '../../../locales/audit-text.ts';
import type { Input } from '../../shared/api/call.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { SearchField } from '../../shared/table/search-field.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { type TableView, useTableView } from '../../shared/table/use-table-view.ts';
import { AuditTable } from './audit-table.tsx';
import { useAuditPages } from './use-audit-pages.ts';

const HELP = {
  texts: ['server.audit.help.1', 'server.audit.help.2', 'server.audit.help.3'],
  guide: 'administrator/audit',
} as const;
const COMMANDS = ['mailroom audit list --since 7d', 'mailroom audit list --actor USER', 'mailroom audit undo CHANGE'];
/** The endpoint knows one order only. */
const NEWEST_FIRST = { by: 'at', direction: 'descending' } as const;
const FILTERS = ['actor', 'targetKind', 'target', 'action', 'since'] as const;
const KINDS = ['user', 'alias', 'group', 'domain', 'setting', 'route', 'directory', 'service', 'certificate'] as const;
const SPANS = ['1', '7', '30'] as const;

type View = TableView<(typeof FILTERS)[number]>;

export function Audit() {
  const { t } = useI18n();
  const view = useTableView(NEWEST_FIRST, FILTERS);
  const pages = useAuditPages(queryOf(view));
  return (
    <Page title={t('server.audit')} lead={t('server.audit.lead')} help={HELP} commands={COMMANDS}>
      <AuditFilters view={view} />
      <AuditTable pages={pages} isNarrowed={view.isNarrowed} />
    </Page>
  );
}

function AuditFilters({ view }: { readonly view: View }) {
  const { t } = useI18n();
  const { actor, targetKind, target, action, since } = view.filters;
  const isOne = target !== '' && targetKind !== '';
  return (
    <>
      <TableBar>
        <SearchField hint={t('server.audit.search')} value={view.typed} onType={view.type} />
        <TextInput
          aria-label={t('server.audit.actor')}
          placeholder={t('server.audit.actor')}
          value={actor}
          onChange={(event) => view.setFilter('actor', event.currentTarget.value)}
        />
        <Select
          aria-label={t('server.audit.kind')}
          data={[
            { value: '', label: t('server.audit.kind.all') },
            ...KINDS.map((value) => ({ value, label: t(`server.audit.kind.${value}`) })),
          ]}
          value={targetKind}
          onChange={(value) => view.setFilter('targetKind', value ?? '')}
          allowDeselect={false}
          disabled={isOne}
        />
        <Select
          aria-label={t('server.audit.action')}
          data={[
            { value: '', label: t('server.audit.action.all') },
            ...AUDIT_ACTIONS.map((value) => ({ value, label: value })),
          ]}
          value={action}
          onChange={(value) => view.setFilter('action', value ?? '')}
          allowDeselect={false}
          searchable
        />
        <Select
          aria-label={t('server.audit.since')}
          data={[
            { value: '', label: t('server.audit.since.all') },
            ...SPANS.map((value) => ({ value, label: t('server.audit.since.days', { count: Number(value) }) })),
          ]}
          value={since}
          onChange={(value) => view.setFilter('since', value ?? '')}
          allowDeselect={false}
        />
      </TableBar>
      {isOne && (
        <p>
          {t('server.audit.only', {
            kind: t(`server.audit.kind.${targetKind as (typeof KINDS)[number]}`),
            name: target,
          })}{' '}
          <Button variant="subtle" size="compact-sm" onClick={() => view.setFilter('target', '')}>
            {t('server.audit.only.end')}
          </Button>
        </p>
      )}
    </>
  );
}

function queryOf({ query, filters }: View): NonNullable<Input<'audit.list'>['query']> {
  const { actor, targetKind, target, action, since } = filters;
  const days = SPANS.find((span) => span === since);
  return {
    text: query.query ?? '',
    actor,
    action,
    target: targetKind === '' ? '' : target,
    // As the server takes it; an empty one is left out.
    targetKind: targetKind as 'user',
    ...(days === undefined ? {} : { since: daysAgo(Number(days)) }),
  };
}

/** From the beginning of a day, so that the question stays the same for as long as the answer is kept. */
function daysAgo(days: number): string {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  midnight.setDate(midnight.getDate() - days);
  return midnight.toISOString();
}
