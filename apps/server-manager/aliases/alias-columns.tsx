/** What the table of aliases tells of each. */
import { useMemo } from 'react';
import type { AliasRowView } from '../../../src/wire/admin/table-schemas.ts';
import { type I18n, useI18n } from '../../shared/i18n/i18n.tsx';
import type { Column } from '../../shared/table/data-table.tsx';

/** As many as are read at a glance. */
const MAX_NAMED = 2;

export function useAliasColumns(): readonly Column<AliasRowView>[] {
  const i18n = useI18n();
  return useMemo(() => {
    const { t } = i18n;
    return [
      { key: 'mail', header: t('server.aliases.mail'), sort: 'mail', grow: 2, render: ({ mail }) => mail },
      {
        key: 'description',
        header: t('server.description'),
        sort: 'description',
        grow: 1.5,
        isExtra: true,
        render: ({ description }) => description,
      },
      {
        key: 'members',
        header: t('server.aliases.members'),
        sort: 'members',
        grow: 1.8,
        render: ({ members, memberCount }) => namesText(i18n, members, memberCount),
      },
      {
        key: 'owner',
        header: t('server.aliases.owners'),
        sort: 'owner',
        grow: 1.2,
        isExtra: true,
        render: ({ owners, ownerCount }) => namesText(i18n, owners, ownerCount),
      },
      {
        key: 'membership',
        header: t('server.aliases.membership'),
        sort: 'membership',
        isExtra: true,
        render: ({ membership }) => t(`server.aliases.membership.${membership}`),
      },
    ];
  }, [i18n]);
}

function namesText({ t }: I18n, names: readonly string[], count: number): string {
  const named = names.slice(0, MAX_NAMED);
  const others = count - named.length;
  const text = named.join(', ');
  return others === 0 ? text : t('server.aliases.and-others', { names: text, count: others });
}
