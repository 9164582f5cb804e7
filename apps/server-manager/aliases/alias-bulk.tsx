/** What is done with the aliases that are chosen in the table. SM4, SM6 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SelectionBar } from '../../shared/table/selection-bar.tsx';
import type { Selection } from '../../shared/table/use-selection.ts';
import { AliasBulkDialog, type AliasBulkKind } from './alias-bulk-dialog.tsx';

const KINDS = ['add-members', 'remove-members', 'delete'] as const satisfies readonly AliasBulkKind[];

export function AliasBulk({ selection }: { readonly selection: Selection }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [kind, setKind] = useState<AliasBulkKind | null>(null);
  if (!may('alias.bulk')) return null;
  return (
    <>
      <SelectionBar selection={selection} text={t('server.aliases.bulk.selected', { count: selection.count })}>
        {KINDS.map((each) => (
          <Button
            key={each}
            variant="default"
            {...(each === 'delete' && { c: 'var(--bad)' })}
            onClick={() => setKind(each)}
          >
            {t(`server.aliases.bulk.${each}`)}
          </Button>
        ))}
      </SelectionBar>
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
    </>
  );
}
