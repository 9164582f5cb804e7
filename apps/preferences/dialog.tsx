/** A dialogue with a form in it. */
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useI18n } from '../shared/i18n/i18n.tsx';
import classes from './dialog.module.css';

interface Props {
  readonly title: string;
  /** What it shows is not shown again: it is closed by its own button alone. */
  readonly isKept?: boolean;
  onClose(): void;
  readonly children: ReactNode;
}

export function Dialog({ title, isKept = false, onClose, children }: Props) {
  const { t } = useI18n();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={!isKept}
      withCloseButton={!isKept}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <div className={classes.body}>{children}</div>
    </Modal>
  );
}
