/** Asks before something is done that cannot simply be taken back, and says what depends on it. */
import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './confirm.module.css';
import { FailureNotice } from './notice.tsx';

interface Props {
  readonly title: string;
  /** What will happen, and what depends on it. */
  readonly children: ReactNode;
  /** A verb: what the button does. */
  readonly action: string;
  /** Has to be typed first: for what nobody gets back. */
  readonly typed?: string;
  readonly isDangerous?: boolean;
  readonly isRunning?: boolean;
  /** Also while something is missing that the dialogue asks for. */
  readonly isBlocked?: boolean;
  readonly failure?: ApiFailure | null;
  onConfirm(): void;
  onCancel(): void;
}

export function Confirm({
  title,
  children,
  action,
  typed,
  isDangerous = true,
  isRunning = false,
  isBlocked = false,
  failure = null,
  onConfirm,
  onCancel,
}: Props) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const isReady = !isBlocked && (typed === undefined || text.trim() === typed);
  return (
    <Modal opened onClose={onCancel} title={title} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <form
        className={classes.body}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onConfirm();
        }}
      >
        <div className={classes.text}>{children}</div>
        {typed !== undefined && (
          <TextInput
            label={t('web.confirm.type', { name: typed })}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <FailureNotice failure={failure} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onCancel}>
            {t('web.cancel')}
          </Button>
          <Button type="submit" color={isDangerous ? 'red.8' : 'harbour'} loading={isRunning} disabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
