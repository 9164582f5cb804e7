/** Who gets the mail of an alias: found, added, taken out, many at once. DI3 */
import { Button, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { AliasView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { localPages } from '../../shared/table/local-pages.ts';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useSelection } from '../../shared/table/use-selection.ts';
import { kindOfMember, type MemberKind } from './member-kinds.ts';
import { NamesInput } from './names-input.tsx';
import { useOwnDomains } from './use-own-domains.ts';

interface Member {
  readonly name: string;
  readonly kind: MemberKind;
}

const ALSO_STALE = ['user', 'audit'];

export function AliasMembers({ alias: { mail, members } }: { readonly alias: AliasView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const selection = useSelection();
  const domains = useOwnDomains();
  const [typed, type] = useState('');
  const columns = useMemberColumns();
  const found = useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/);
    return members
      .filter((name) => words.every((word) => name.toLowerCase().includes(word)))
      .map((name) => ({ name, kind: kindOfMember(name, domains) }));
  }, [members, typed, domains]);
  const chosen = members.filter((name) => selection.has(name));
  const mayChange = may('alias.update');
  const remove = async () => {
    if ((await change.run({ path: { mail }, body: { removeMembers: chosen } })) === null) return;
    selection.clear();
    await done(t('server.aliases.removed', { count: chosen.length }), { kind: 'alias', name: mail });
  };
  const open = ({ name, kind }: Member) => {
    if (kind === 'person') navigate(`~/msg/server/users/${toSegment(name)}`);
    else if (kind === 'alias') navigate(`/${toSegment(name)}`);
  };
  return (
    <Section title={t('server.aliases.members')} lead={t('server.aliases.members.lead', { count: members.length })}>
      {mayChange && <AddMembers mail={mail} members={members} />}
      <TableBar>
        <TextInput
          type="search"
          aria-label={t('server.aliases.members.search')}
          placeholder={t('server.aliases.members.search')}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
        {mayChange && (
          <Button
            variant="default"
            disabled={chosen.length === 0}
            loading={change.isRunning}
            onClick={() => void remove()}
          >
            {t('server.aliases.remove')}
          </Button>
        )}
      </TableBar>
      <FailureNotice failure={change.failure} />
      <DataTable
        label={t('server.aliases.members')}
        columns={columns}
        pages={localPages(found)}
        idOf={({ name }) => name}
        {...(mayChange && { selection })}
        onOpen={open}
        empty={<p>{t('web.table.nothing-found')}</p>}
      />
    </Section>
  );
}

function AddMembers({ mail, members }: Pick<AliasView, 'mail' | 'members'>) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const [names, setNames] = useState<string[]>([]);
  const add = async () => {
    if ((await change.run({ path: { mail }, body: { addMembers: names } })) === null) return;
    setNames([]);
    await done(t('server.aliases.added', { count: names.length }), { kind: 'alias', name: mail });
  };
  return (
    <InlineForm
      action={t('server.aliases.add')}
      failure={change.failure}
      isRunning={change.isRunning}
      isBlocked={names.length === 0}
      onSubmit={() => void add()}
    >
      <NamesInput
        label={t('server.aliases.members.add')}
        description={t('server.aliases.members.hint')}
        value={names}
        except={members}
        onChange={setNames}
      />
    </InlineForm>
  );
}

function useMemberColumns(): readonly Column<Member>[] {
  const { t } = useI18n();
  return useMemo(
    () => [
      { key: 'name', header: t('server.aliases.member'), grow: 2, render: ({ name }) => name },
      { key: 'kind', header: t('server.aliases.kind'), render: ({ kind }) => t(`server.aliases.kind.${kind}`) },
    ],
    [t],
  );
}
