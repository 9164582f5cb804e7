/** What is done with the aliases that are chosen in the table. SM4, SM6 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import type { Selection } from '../../shared/table/use-selection.ts';
import classes from './alias-bulk.module.css';
import { AliasBulkDialog, type AliasBulkKind } from './alias-bulk-dialog.tsx';

const KINDS = ['add-members', 'remove-members', 'delete'] as const satisfies readonly AliasBulkKind[];

export function AliasBulk({ selection }: { readonly selection: Selection }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [kind, setKind] = useState<AliasBulkKind | null>(null);
  if (!may('alias.bulk') || (selection.count === 0 && kind === null)) return null;
  return (
    <div className={classes.bar} role="region" aria-label={t('server.aliases.bulk')}>
      <strong>{t('server.aliases.bulk.selected', { count: selection.count })}</strong>
      {KINDS.map((each) => (
        <Button
          key={each}
          size="compact-md"
          variant="default"
          {...(each === 'delete' && { c: 'var(--bad)' })}
          onClick={() => setKind(each)}
        >
          {t(`server.aliases.bulk.${each}`)}
        </Button>
      ))}
      <Button size="compact-md" variant="subtle" onClick={selection.clear}>
        {t('server.aliases.bulk.clear')}
      </Button>
      {kind !== null && (
        <AliasBulkDialog
          kind={kind}
          mails={selection.ids}
          onClose={(isDone) => {
            setKind(null);
            if (isDone) selection.clear();
          }}
        />
      )}
    </div>
  );
}
