/** What is done with the users that are chosen in the table. SM3 */
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { SelectionBar } from '../../../shared/table/selection-bar.tsx';
import type { Selection } from '../../../shared/table/use-selection.ts';
import classes from './bulk.module.css';
import { BulkDialog } from './bulk-dialog.tsx';
import { BULK_KINDS, type BulkKind } from './bulk-kinds.ts';

export function BulkBar({ selection }: { readonly selection: Selection }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [kind, setKind] = useState<BulkKind | null>(null);
  if (!may('user.bulk')) return null;
  return (
    <>
      <SelectionBar selection={selection} text={t('server.users.bulk.selected', { count: selection.count })}>
        <Menu position="bottom-start" width={280}>
          <Menu.Target>
            <Button>{t('server.users.bulk.change')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {BULK_KINDS.map((each) => (
              <Menu.Item
                key={each}
                onClick={() => setKind(each)}
                {...(each === 'delete' && { className: classes.dangerous })}
              >
                {t(`server.users.bulk.${each}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </SelectionBar>
      {kind !== null && (
        <BulkDialog
          kind={kind}
          userIds={selection.ids}
          onClose={(isDone) => {
            setKind(null);
            if (isDone) selection.clear();
          }}
        />
      )}
    </>
  );
}
