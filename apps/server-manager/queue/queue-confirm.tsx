/** Asks before mail is held, given back or deleted, and says who learns of it. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { QueueSelectionInput } from '../../../src/wire/admin/mail-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { QUEUE_STALE } from './queue-stale.ts';

interface Props {
  readonly action: 'hold' | 'bounce' | 'delete';
  readonly selection: QueueSelectionInput;
  readonly count: number;
  onDone(changed: number): void;
  onCancel(): void;
}

export function QueueConfirm({ action, selection, count, onDone, onCancel }: Props) {
  const { t } = useI18n();
  const [because, setBecause] = useState('');
  const hold = useChange('queue.hold', QUEUE_STALE);
  const bounce = useChange('queue.bounce', QUEUE_STALE);
  const remove = useChange('queue.delete', QUEUE_STALE);
  const { isRunning, failure } = { hold, bounce, delete: remove }[action];
  const run = async () => {
    const reason = because.trim() === '' ? {} : { because: because.trim() };
    const result =
      action === 'hold'
        ? await hold.run({ body: { ...selection, ...reason } })
        : await (action === 'bounce' ? bounce : remove).run({ body: selection });
    if (result !== null) onDone(result.changed);
  };
  return (
    <Confirm
      title={t(`server.queue.${action}.title`, { count })}
      action={t(`server.queue.${action}`)}
      isDangerous={action !== 'hold'}
      isRunning={isRunning}
      failure={failure}
      onConfirm={() => void run()}
      onCancel={onCancel}
    >
      <p>{t(`server.queue.${action}.text`)}</p>
      {action === 'hold' && (
        <TextInput
          label={t('server.queue.hold.because')}
          value={because}
          maxLength={200}
          onChange={(event) => setBecause(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </Confirm>
  );
}
