/** What is done with the rows that are chosen in a table; there while some are. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './selection-bar.module.css';
import type { Selection } from './use-selection.ts';

interface Props {
  readonly selection: Selection;
  /** How many are chosen, in words. */
  readonly text: string;
  /** Buttons. */
  readonly children: ReactNode;
}

export function SelectionBar({ selection, text, children }: Props) {
  const { t } = useI18n();
  if (selection.count === 0) return null;
  return (
    <div className={classes.bar} role="region" aria-label={text}>
      <strong>{text}</strong>
      {children}
      <Button variant="subtle" onClick={selection.clear}>
        {t('web.table.clear-selection')}
      </Button>
    </div>
  );
}
