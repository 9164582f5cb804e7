/** Members or owners of an alias: shown, and where one may, added and taken away. */
import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { PeopleInput } from '../people-input.tsx';
import type { OneAlias } from './alias-page.tsx';
import classes from './aliases.module.css';

interface Props {
  readonly alias: OneAlias;
  readonly kind: 'members' | 'owners';
  readonly mayChange: boolean;
}

const PATCHES = {
  members: { add: 'addMembers', remove: 'removeMembers' },
  owners: { add: 'addOwners', remove: 'removeOwners' },
} as const;

export function AliasNames({ alias, kind, mayChange }: Props) {
  const { t } = useI18n();
  const toast = useToast();
  const update = useChange('me.update-alias');
  const [added, setAdded] = useState<readonly string[]>([]);
  const { mail } = alias;
  const names = alias[kind];
  const patch = PATCHES[kind];
  const change = (body: object) => update.run({ path: { mail }, body });
  const add = async () => {
    if ((await change({ [patch.add]: added })) === null) return;
    setAdded([]);
    toast({ text: t('my.alias.added', { names: added.join(', ') }) });
  };
  const remove = async (name: string) => {
    if ((await change({ [patch.remove]: [name] })) === null) return;
    toast({
      text: t('my.alias.removed', { name }),
      action: { label: t('web.undo'), run: () => void change({ [patch.add]: [name] }) },
    });
  };
  return (
    <Section title={t(`my.alias.${kind}`)} lead={t(`my.alias.${kind}.lead`)}>
      <ul className={classes.names}>
        {names.map((name) => (
          <li key={name} className={classes.name}>
            {name}
            {mayChange && names.length > 1 && (
              <UnstyledButton
                className={classes.remove}
                disabled={update.isRunning}
                aria-label={t('my.remove-named', { name })}
                onClick={() => void remove(name)}
              >
                ×
              </UnstyledButton>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <form
          className={classes.add}
          onSubmit={(event) => {
            event.preventDefault();
            if (added.length > 0) void add();
          }}
        >
          <PeopleInput label={t(`my.alias.${kind}.add`)} value={added} onChange={setAdded} />
          <Button type="submit" variant="default" loading={update.isRunning} disabled={added.length === 0}>
            {t('my.add')}
          </Button>
        </form>
      )}
      <FailureNotice failure={update.failure} />
    </Section>
  );
}
