/** What can be done with messages that wait: with one, with those chosen, or with all for a destination. REQUIREMENTS MO5 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { QueueSelectionInput } from '../../../src/wire/admin/mail-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { QueueConfirm } from './queue-confirm.tsx';
import { QUEUE_STALE } from './queue-stale.ts';

/** In the order of the buttons; what harms nobody is done at once, the others ask first. */
export const QUEUE_ACTIONS = ['retry', 'release', 'hold', 'bounce', 'delete'] as const;
export type QueueAction = (typeof QUEUE_ACTIONS)[number];

interface Props {
  readonly selection: QueueSelectionInput;
  /** How many messages these are. */
  readonly count: number;
  /** Some cannot be done with what is selected. */
  readonly actions?: readonly QueueAction[];
  onDone?(action: QueueAction): void;
}

export function QueueActions({ selection, count, actions = QUEUE_ACTIONS, onDone }: Props) {
  const { t, explain } = useI18n();
  const { may } = useSession();
  const toast = useToast();
  const retry = useChange('queue.retry', QUEUE_STALE);
  const release = useChange('queue.release', QUEUE_STALE);
  const [asked, ask] = useState<Exclude<QueueAction, 'retry' | 'release'> | null>(null);

  const done = (action: QueueAction, changed: number) => {
    toast({ text: t(`server.queue.done.${action}`, { count: changed }) });
    onDone?.(action);
  };
  const runNow = async (action: 'retry' | 'release') => {
    const change = action === 'retry' ? retry : release;
    const result = await change.run({ body: selection });
    if (result !== null) done(action, result.changed);
  };
  const failure = retry.failure ?? release.failure;
  return (
    <>
      {actions
        .filter((action) => may(`queue.${action}`))
        .map((action) => (
          <Button
            key={action}
            variant="default"
            {...(action === 'delete' && { c: 'var(--bad)' })}
            loading={(action === 'retry' && retry.isRunning) || (action === 'release' && release.isRunning)}
            onClick={() => (action === 'retry' || action === 'release' ? void runNow(action) : ask(action))}
          >
            {t(`server.queue.${action}`)}
          </Button>
        ))}
      {failure !== null && <span role="alert">{explain(failure)}</span>}
      {asked !== null && (
        <QueueConfirm
          action={asked}
          selection={selection}
          count={count}
          onDone={(changed) => {
            ask(null);
            done(asked, changed);
          }}
          onCancel={() => ask(null)}
        />
      )}
    </>
  );
}
